import type { HeadsView, SiteView, Statistic } from '../../../../src/core/viewModels';
import { headName } from '../../../names';
import { say } from '../../../strings';

/** One head among all: its site, the site's place in the view, and where its numbers stand in every statistic. */
export interface HeadRow {
  readonly site: SiteView;
  readonly row: number;
  readonly head: number;
  readonly at: number;
}

export const headRows = (view: Pick<HeadsView, 'sites' | 'heads'>): readonly HeadRow[] =>
  view.sites.flatMap((site, row) => Array.from({ length: site.heads }, (_, head) => ({ site, row, head, at: row * view.heads + head })));

export const nameOf = ({ site, head }: HeadRow): string => headName(site, head);

/** A statistic's title with its unit. */
export const titled = ({ title, unit }: Pick<Statistic, 'title' | 'unit'>): string => (unit === '' ? say(title) : `${say(title)} (${unit})`);

export const numberOf = (statistic: Statistic | undefined, { at }: HeadRow): number => statistic?.values[at] ?? Number.NaN;
