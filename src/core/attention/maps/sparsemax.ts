import { message } from '../../message';
import { sparsemaxOf } from '../../tensor/simplex';
import { repeated } from '../loop';
import { type AttentionMap, closedOff, type MapContext, onOpen, shifted } from '../map';

/** Steps until the mass above the threshold is one: each leaves at most a quarter of (excess mass x support), so that a row of 4,096 keys needs 24 at worst; 4 to 8 do. */
const STEPS = 30;
/** A threshold that moves less than this is where it should be: a float32's last digit at one. */
const SETTLED = 6e-8;

export const sparsemax: AttentionMap = {
  id: 'sparsemax',
  title: message('sparsemax'),
  source: 'Martins and Astudillo 2016: Euclidean projection of the scores onto distributions',
  rowsSumToOne: true,
  compute: row => onOpen(row, sparsemaxOf),
  write: context => writeSparsemax(context),
};

/**
 * max(z - tau, 0). The threshold of a known support is in closed form, tau = (sum of the support - 1) / its size; it starts below (the largest score minus
 * one) and rises until the support stays (Michelot 1986). Sorting would give the support at once, and takes a runtime five times as long.
 */
export function writeSparsemax(context: MapContext): string {
  const { builder } = context;
  const scores = shifted(context, -2);
  const least = builder.op('Sub', [builder.op('ReduceMax', [scores, builder.ints(-1)], { keepdims: 1 }), builder.scalar(1)]);
  const [threshold = ''] = repeated(builder, STEPS, 'float32', [least], (inner, [tau = '']) => {
    const above = inner.op('Relu', [inner.op('Sub', [scores, tau])]);
    const mass = inner.op('ReduceSum', [above, inner.ints(-1)], { keepdims: 1 });
    const size = inner.op('ReduceSum', [inner.op('Sign', [above]), inner.ints(-1)], { keepdims: 1 });
    const rise = inner.op('Div', [inner.op('Sub', [mass, inner.scalar(1)]), inner.op('Max', [size, inner.scalar(1)])]);
    const most = inner.op('ReduceMax', [rise], { keepdims: 0 });
    return { next: [inner.op('Add', [tau, rise])], more: inner.op('Greater', [most, inner.scalar(SETTLED)]) };
  });
  return closedOff(context, builder.op('Relu', [builder.op('Sub', [scores, threshold])]));
}
