import { message } from '../../message';
import { entmaxOf } from '../../tensor/simplex';
import { float64Constant } from '../double';
import { type AttentionMap, closedOff, type MapContext, onOpen, PARAMETER, shifted } from '../map';
import { descending } from '../sorted';
import { softmax } from './softmax';
import { writeSparsemax } from './sparsemax';

/** Halvings of the range of the threshold, which is at most one long; what is left is below a float32's last digit. */
const STEPS = 40;

export const entmax: AttentionMap = {
  id: 'entmax',
  title: message('alpha-entmax'),
  source: 'Peters, Niculae and Martins 2019: softmax at alpha 1, sparsemax at 2',
  parameter: { name: 'alpha', kind: 'number', range: [1, 4], otherwise: 1.5, perHead: true },
  rowsSumToOne: true,
  compute: (row, alpha) => onOpen(row, scores => entmaxOf(scores, alpha)),
  write(context) {
    const [first = 1] = context.parameter;
    const same = context.parameter.every(alpha => alpha === first);
    if (same && first === 1) return plainSoftmax(context);
    if (same && first === 2) return writeSparsemax(context);
    return same && first === 1.5 ? oneAndAHalf(context) : bisected(context);
  },
};

const plainSoftmax = (context: MapContext): string => softmax.write?.({ ...context, parameter: [1] }) ?? '';

/** max(z / 2 - tau, 0) squared: tau solves a quadratic in the means of the sorted scores and of their squares. */
function oneAndAHalf(context: MapContext): string {
  const { builder } = context;
  const scores = builder.op('Mul', [shifted(context, -4), builder.scalar(0.5)]);
  const { sorted, counts } = descending(builder, scores);
  const mean = builder.op('Div', [builder.op('CumSum', [sorted, builder.int(-1)]), counts]);
  const square = builder.op('Div', [builder.op('CumSum', [builder.op('Mul', [sorted, sorted]), builder.int(-1)]), counts]);
  const spread = builder.op('Mul', [counts, builder.op('Sub', [square, builder.op('Mul', [mean, mean])])]);
  const delta = builder.op('Div', [builder.op('Sub', [builder.scalar(1), spread]), counts]);
  const thresholds = builder.op('Sub', [mean, builder.op('Sqrt', [builder.op('Relu', [delta])])]);
  const inside = builder.op('Cast', [builder.op('LessOrEqual', [thresholds, sorted])], { to: 7 });
  const last = builder.op('Sub', [builder.op('ReduceSum', [inside, builder.ints(-1)], { keepdims: 1 }), builder.int(1)]);
  const threshold = builder.op('GatherElements', [thresholds, last], { axis: -1 });
  const part = builder.op('Relu', [builder.op('Sub', [scores, threshold])]);
  return closedOff(context, builder.op('Mul', [part, part]));
}

/**
 * max((alpha - 1) z - tau, 0) ^ (1 / (alpha - 1)) with tau by a fixed number of halvings between -1 and -n^(1 - alpha), in float64: near alpha 1 and
 * above 2 the power makes a float32's last digit visible. Divided by the sum at the end. Heads at alpha 1 take the softmax.
 */
function bisected(context: MapContext): string {
  const { builder, parameter, heads } = context;
  const alpha = parameter.map(value => (value === 1 ? 2 : value));
  const number = (change: (value: number) => number) => float64Constant(builder, heads, alpha.map(change), PARAMETER);
  const double = (value: string) => builder.op('Cast', [value], { to: 11 });
  const power = number(value => 1 / (value - 1));
  const scaled = builder.op('Mul', [double(shifted(context, -1e30)), number(value => value - 1)]);
  const columns = double(builder.op('Shape', [context.scores], { start: -1 }));
  const one = float64Constant(builder, heads, [1]);
  const width = builder.op('Sub', [one, builder.op('Pow', [columns, number(value => 1 - value)])]);
  const weightsAt = (threshold: string) => builder.op('Pow', [builder.op('Relu', [builder.op('Sub', [scaled, threshold])]), power]);
  let low = float64Constant(builder, heads, [-1]);
  for (let step = 1; step <= STEPS; step++) {
    const half = builder.op('Mul', [width, float64Constant(builder, heads, [2 ** -step])]);
    const mass = builder.op('ReduceSum', [weightsAt(builder.op('Add', [low, half])), builder.ints(-1)], { keepdims: 1 });
    low = builder.op('Add', [low, builder.op('Mul', [half, double(builder.op('GreaterOrEqual', [mass, one]))])]);
  }
  const weights = weightsAt(low);
  const shares = builder.op('Div', [weights, builder.op('ReduceSum', [weights, builder.ints(-1)], { keepdims: 1 })]);
  const mapped = closedOff(context, builder.op('Cast', [shares], { to: 1 }));
  if (!parameter.includes(1)) return mapped;
  const soft = builder.constant({ dtype: 'bool', dims: [1, heads, 1, 1], data: Uint8Array.from(parameter, value => (value === 1 ? 1 : 0)) });
  return builder.op('Where', [soft, plainSoftmax(context), mapped]);
}
