import type { AttentionView } from '../../../src/core/viewModels';
import type { Reading } from '../../../src/protocol/engine';
import { headName, quoted } from '../../names';
import { brief } from '../../numbers';
import { t } from '../../strings';
import type { ShownHeads } from './headPicture';
import { sentenceOf } from './headSentence';
import type { HeadSet } from './headSet';

/** Heads that a heading names before it counts the others. */
const NAMED = 6;

export const combineName = (combine: Reading['combine']): string => ({ mean: t('mean'), sum: t('sum'), max: t('maximum') })[combine];

export const siteOf = (view: Pick<AttentionView, 'sites'>, index: number): AttentionView['sites'][number] | undefined => view.sites.find(site => site.index === index);

/** One head by its name, several by their number and how they are put together. */
export const setName = (view: Pick<AttentionView, 'sites'>, set: HeadSet, combine: Reading['combine']): string => {
  const [first] = set;
  if (set.length === 1 && first) return headName(siteOf(view, first.site), first.head);
  return t('{0} heads, {1}', set.length, combineName(combine));
};

/** The heading: one head with what it does, or several with their names. */
export function headingOf(view: AttentionView, set: HeadSet, combine: Reading['combine']): string {
  if (set.length === 1) return sentenceOf(view, set[0]);
  const names = [...set].sort((one, other) => one.site - other.site || one.head - other.head).map(({ site, head }) => headName(siteOf(view, site), head));
  const more = names.length - NAMED;
  const listed = more > 1 ? t('{0} and {1} more', names.slice(0, NAMED).join(', '), more) : names.join(', ');
  return `${setName(view, set, combine)}: ${listed}`;
}

/** Names of some rows or columns as they are quoted in a sentence. */
export const quotedAt = (names: readonly string[], chosen: readonly number[]): string => {
  const named = chosen.slice(0, 4).map(at => `${quoted(names[at] ?? '')} (${at})`);
  return chosen.length > 4 ? t('{0} and {1} more', named.join(', '), chosen.length - 4) : named.join(', ');
};

/** The line above the picture: what it shows and how it is read. */
export function showsWhat(shown: ShownHeads, chosen: readonly number[]): string {
  const { settings, axes, site } = shown;
  const words = [pictureWords(shown, chosen)];
  if (settings.picture === 'matrix' && site.causal) words.push(t('Later tokens are masked.'));
  if (settings.words && (axes.text.rows || axes.text.columns)) words.push(t('Pieces of a word are joined: weights on them are summed, weights of them averaged.'));
  return words.join(' ');
}

function pictureWords({ settings, axes }: ShownHeads, chosen: readonly number[]): string {
  const { picture, look, lines, least } = settings;
  if (picture === 'matrix') return t('How much each query (row) attends to each key (column): the stronger the colour, the more.');
  if (picture === 'lines') return t('What each query (left) attends to (right): the {0} strongest keys from weight {1} on; the stronger the line, the more.', lines, brief(least));
  if (look === 'query')
    return chosen.length > 1
      ? t('The text, shaded by what {0} attend to: the mean of {1} queries.', quotedAt(axes.rowNames, chosen), chosen.length)
      : t('The text, shaded by what {0} attends to.', quotedAt(axes.rowNames, chosen));
  return chosen.length > 1
    ? t('The text, shaded by how much each token attends to {0}: the mean of {1} keys.', quotedAt(axes.columnNames, chosen), chosen.length)
    : t('The text, shaded by how much each token attends to {0}.', quotedAt(axes.columnNames, chosen));
}
