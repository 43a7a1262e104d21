import { message } from '../../message';
import { sparsemaxOf } from '../../tensor/simplex';
import { type AttentionMap, closedOff, type MapContext, onOpen, shifted } from '../map';
import { descending } from '../sorted';

export const sparsemax: AttentionMap = {
  id: 'sparsemax',
  title: message('sparsemax'),
  source: 'Martins and Astudillo 2016: Euclidean projection of the scores onto distributions',
  rowsSumToOne: true,
  compute: row => onOpen(row, sparsemaxOf),
  write: context => writeSparsemax(context),
};

/** max(z - tau, 0); tau from the running sums of the sorted scores. Scores lie in -2..0 after the shift and no threshold below -1. */
export function writeSparsemax(context: MapContext): string {
  const { builder } = context;
  const scores = shifted(context, -2);
  const { sorted, counts } = descending(builder, scores);
  const sums = builder.op('CumSum', [sorted, builder.int(-1)]);
  const inside = builder.op('Greater', [builder.op('Add', [builder.op('Mul', [counts, sorted]), builder.scalar(1)]), sums]);
  const support = builder.op('Cast', [inside], { to: 1 });
  const size = builder.op('ReduceSum', [support, builder.ints(-1)], { keepdims: 1 });
  const mass = builder.op('ReduceSum', [builder.op('Mul', [sorted, support]), builder.ints(-1)], { keepdims: 1 });
  const threshold = builder.op('Div', [builder.op('Sub', [mass, builder.scalar(1)]), size]);
  return closedOff(context, builder.op('Relu', [builder.op('Sub', [scores, threshold])]));
}
