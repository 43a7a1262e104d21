import { attribute } from '../../onnx/graph';
import type { Build } from './build';

/** Normalises the last axis, then scales (and shifts) it: `layer` by mean and variance, `rms` by the mean square alone. */
export function norm({ builder, weights, architecture, sizes }: Pick<Build, 'builder' | 'weights' | 'architecture' | 'sizes'>, value: string, module: string): string {
  const scale = weights.value(`${module}.weight`, [sizes.hidden]);
  if (architecture.norm === 'layer') {
    const shift = weights.value(`${module}.bias`, [sizes.hidden]);
    return builder.op('LayerNormalization', [value, scale, shift], { axis: -1, epsilon: attribute.float(sizes.epsilon) }, { name: module });
  }
  const square = builder.op('ReduceMean', [builder.op('Mul', [value, value]), builder.ints(-1)], { keepdims: 1 });
  const size = builder.op('Sqrt', [builder.op('Add', [square, builder.scalar(sizes.epsilon)])]);
  return builder.op('Mul', [builder.op('Div', [value, size]), scale], {}, { name: module });
}
