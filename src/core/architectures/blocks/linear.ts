import type { Architecture } from '../architecture';
import type { Build } from './build';

export interface LinearMap {
  readonly module: string;
  readonly from: number;
  readonly to: number;
  /** How the weight is stored. */
  readonly stored: Architecture['linear'];
  /** Name of the bias; undefined for none. */
  readonly bias?: string | undefined;
  /** Name of the weight where it is not the module's own. */
  readonly weight?: string;
}

/** x W + b of a flat value [rows, from]: [rows, to]. A Gemm takes the weight as it is stored, so that nothing is transposed or copied. */
export function linear({ builder, weights }: Pick<Build, 'builder' | 'weights'>, flat: string, map: LinearMap): string {
  const outIn = map.stored === 'out-in';
  const weight = weights.value(map.weight ?? `${map.module}.weight`, outIn ? [map.to, map.from] : [map.from, map.to]);
  const bias = map.bias === undefined ? [] : [weights.value(map.bias, [map.to])];
  return builder.op('Gemm', [flat, weight, ...bias], outIn ? { transB: 1 } : {}, { name: map.module });
}
