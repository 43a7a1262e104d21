import type { SiteView } from '../core/viewModels';
import type { PanelState } from './panel';

/** What the other side of a comparison is asked. */
export interface OtherSide {
  readonly text: string;
  readonly pair: string;
  /** Path of its checkpoint, '' for the panel's own. */
  readonly other: string;
}

/** The other side of a panel's comparison: another text of its checkpoint, or another checkpoint on its text. */
export function otherOf({ compare, text, pair }: Pick<PanelState, 'compare' | 'text' | 'pair'>): OtherSide | undefined {
  if (!compare) return undefined;
  if (compare.model !== '') return { text, pair, other: compare.model };
  return compare.text.trim() === '' ? undefined : { text: compare.text, pair: compare.pair, other: '' };
}

/** What two checkpoints must share for a head of one to have its counterpart in the other. */
export type Shape = Pick<SiteView, 'heads' | 'kind' | 'stack' | 'layer'>;

const shapeOf = (sites: readonly Shape[]): string => sites.map(({ heads, kind, stack, layer }) => `${stack} ${kind} ${layer} ${heads}`).join(', ');

/** Whether heads of the same number correspond. */
export const sameShape = (left: readonly Shape[], right: readonly Shape[]): boolean => shapeOf(left) === shapeOf(right);
