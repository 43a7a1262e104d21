import type { AttentionView, SiteView, TokenView } from '../../../src/core/viewModels';
import type { Reading } from '../../../src/protocol/engine';
import { axesOf, readsText } from '../../../src/protocol/readings';
import { axisNames } from '../../names';
import { type Group, named } from '../../tokens/groups';

/** What the rows and columns of a picture of heads stand for. */
export interface HeadAxes {
  readonly rows: readonly Group[];
  readonly columns: readonly Group[];
  readonly rowNames: readonly string[];
  readonly columnNames: readonly string[];
  /** Whether each axis has the text's tokens. */
  readonly text: { readonly rows: boolean; readonly columns: boolean };
  /** Rows and columns are the same tokens. */
  readonly same: boolean;
}

/** Axes of a reading of a site's heads; `tokens` are the text's. */
export function headAxes(view: Pick<AttentionView, 'queries' | 'keys'>, site: SiteView, tokens: readonly TokenView[], reading: Pick<Reading, 'words' | 'special'>): HeadAxes {
  const { queries, keys } = axesOf(site, tokens, reading);
  const of = readsText(site, tokens.length);
  const axis = (groups: typeof queries, text: boolean, own: readonly TokenView[], count: number): readonly Group[] => {
    if (text) return named(tokens, groups);
    if (own.length === count) return named(own, groups);
    return axisNames(own, count).map((name, first) => ({ first, count: 1, name, special: false }));
  };
  const rows = axis(queries, of.queries, view.queries, site.queries);
  const columns = axis(keys, of.keys, view.keys, site.keys);
  const names = (groups: readonly Group[]): readonly string[] => groups.map(({ name }) => name);
  return {
    rows,
    columns,
    rowNames: names(rows),
    columnNames: names(columns),
    text: { rows: of.queries, columns: of.keys },
    same: site.kind === 'self' && site.queries === site.keys,
  };
}
