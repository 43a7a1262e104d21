import type { IdentifiabilityView } from '../../../../src/core/viewModels';
import { significant } from '../../../numbers';
import { t } from '../../../strings';

/** Less than this is rounding of float32, not a change. */
export const ROUNDING = 1e-4;

/** Half the summed difference of a row, mean over rows: how far two matrices are apart as distributions. */
export function apartness(apart: Float32Array, rows: number): number {
  let total = 0;
  for (const value of apart) total += Math.abs(value);
  return total / 2 / Math.max(1, rows);
}

/** How far taking out what has no effect moves a head's weights. No share of them: where effective weights are below zero it can be more than all there is. */
export function howMuch(head: string, moved: number): string {
  if (moved < ROUNDING) return t('Nothing can be taken out of the weights of {0}: all of it has an effect.', head);
  return t('Taking out what has no effect on its output moves the weights of {0} by {1}: half the summed difference of a row, mean over queries.', head, significant(moved));
}

/** Ends of the curves' scale: shares end at 1, and how far weights move does not. */
export const endsOf = ({ effective }: Pick<IdentifiabilityView, 'effective'>): { readonly min: 0; readonly max?: 1; readonly suggestedMax?: 1 } =>
  effective ? { min: 0, suggestedMax: 1 } : { min: 0, max: 1 };
