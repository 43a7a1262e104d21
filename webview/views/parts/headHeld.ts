import type { SiteView } from '../../../src/core/viewModels';
import type { Reading } from '../../../src/protocol/engine';
import type { Stage } from '../../stage';
import { t } from '../../strings';
import type { HeadAxes } from './headAxes';
import { HeadWeights } from './headWeights';

/** Mappings whose rows sum to one. */
const NORMALISED: ReadonlySet<string> = new Set(['softmax', 'sparsemax', 'entmax15']);

/** Special tokens whose columns are asked for; a text that has more is padding. */
const MOST = 32;

/**
 * How much of the weight of the queries that are shown is on special tokens, which are not: the mean over queries and heads. Undefined where rows do not sum to
 * one, so that there is no share, and where too many tokens are special.
 */
export async function shareOfSpecial(stage: Pick<Stage, 'slice'>, site: SiteView, reading: Reading, whole: HeadAxes): Promise<number | undefined> {
  const columns = whole.columns.flatMap(({ special }, at) => (special ? [at] : []));
  if (!NORMALISED.has(site.mapping) || columns.length === 0 || columns.length > MOST) return undefined;
  const weights = new HeadWeights({ ...reading, combine: 'mean', words: false, special: true, scale: 'one' }, whole.rows.length, whole.columns.length, what => stage.slice(what));
  const rows = whole.rows.flatMap(({ special }, at) => (special ? [] : [at]));
  let held = 0;
  for (const column of columns) {
    const line = await weights.far('key', column);
    if (!line) return undefined;
    for (const row of rows) held += line.weights[row] ?? 0;
  }
  return rows.length > 0 ? held / rows.length : undefined;
}

/** The line that says so. */
export const heldWords = (share: number | undefined): string =>
  share === undefined ? t('Special tokens are hidden.') : t('Special tokens are hidden: {0} % of the weight is on them.', (share * 100).toFixed(share < 0.1 ? 1 : 0));
