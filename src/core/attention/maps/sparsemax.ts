import { message } from '../../message';
import { attribute } from '../../onnx/graph';
import { sparsemaxOf } from '../../tensor/simplex';
import { repeated } from '../loop';
import { type AttentionMap, aboveLeast, type MapContext, onOpen } from '../map';

/** Steps until the mass above the threshold is one: each leaves at most a quarter of (excess mass x support), so that a row of 4,096 keys needs 24 at worst; 4 to 8 do. */
const STEPS = 30;
/** A threshold that moves less than this is where it should be: a float32's last digit at one. */
const SETTLED = 6e-8;
/** Times this, the least that a score can stand above a threshold of its size is more than one. */
const STEEP = 1e30;

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
 * one) and rises until the support stays (Michelot 1986). Sorting would give the support at once, and takes a runtime five times as long. What is carried
 * from step to step is what stands above the threshold: the last is the answer.
 */
export function writeSparsemax(context: MapContext): string {
  const { builder } = context;
  const [weights = ''] = repeated(builder, STEPS, 'float32', [aboveLeast(context, 1)], (inner, [above = '']) => {
    const mass = inner.op('ReduceSum', [above, inner.ints(-1)], { keepdims: 1 });
    // One where anything is above: a clamped line is a seventh of what Sign takes.
    const counted = inner.op('HardSigmoid', [above], { alpha: attribute.float(STEEP), beta: attribute.float(0) });
    const size = inner.op('ReduceSum', [counted, inner.ints(-1)], { keepdims: 1 });
    const excess = inner.op('Relu', [inner.op('Sub', [mass, inner.scalar(1)])]);
    const rise = inner.op('Div', [excess, inner.op('Max', [size, inner.scalar(1)])]);
    const most = inner.op('ReduceMax', [rise], { keepdims: 0 });
    return { next: [inner.op('Relu', [inner.op('Sub', [above, rise])])], more: inner.op('Greater', [most, inner.scalar(SETTLED)]) };
  });
  return weights;
}
