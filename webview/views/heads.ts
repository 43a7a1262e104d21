import type { HeadsView } from '../../src/core/viewModels';
import { element } from '../dom';
import { type Part, type PictureKind, Pictures } from '../pictures';
import { showsLine } from '../shell/explain';
import type { Stage, View } from '../stage';
import { t } from '../strings';
import { clusters } from './parts/heads/clusters';
import { Distributions } from './parts/heads/distributions';
import { diversityChart } from './parts/heads/diversity';
import { HeadTable } from './parts/heads/headTable';
import { Scatter } from './parts/heads/scatter';
import { StatisticMap } from './parts/heads/statisticMap';
import { Settings } from './parts/settings';

/** Statistics of all heads: a map of one, all of them in a table, a scatter of two. */
export const heads: View<HeadsView> = (root, view, stage) => {
  const settings = new Settings(stage);
  const kinds = picturesOf(view, stage, settings);
  const chosen = settings.choice(
    'picture',
    kinds.map(({ id }) => id),
  );
  const pictures = new Pictures(t('Pictures of the heads'), kinds, chosen, id => settings.keep('picture', id));
  const shows = showsLine(stage.info);
  root.append(...(shows ? [shows] : []), pictures.root);
  pictures.draw();
  stage.shade(undefined, undefined);
  return { chooseToken: () => undefined, dispose: () => pictures.dispose() };
};

const picturesOf = (view: HeadsView, stage: Stage, settings: Settings): readonly PictureKind[] => [
  { id: 'map', title: t('Map'), make: () => beside(new StatisticMap(view, stage, settings), diversityChart(view)) },
  { id: 'table', title: t('Table'), make: () => new HeadTable(view, stage, settings) },
  { id: 'distributions', title: t('Distributions'), make: () => new Distributions(view, stage, settings) },
  { id: 'scatter', title: t('Scatter'), make: () => new Scatter(view, stage, settings) },
  { id: 'clusters', title: t('Clusters'), make: () => clusters(view, stage) },
];

/** Two parts side by side, one below the other where there is no room. */
function beside(...parts: readonly Part[]): Part {
  return {
    root: element('div', { class: 'pair' }, ...parts.map(({ root }) => root)),
    draw: () => {
      for (const part of parts) part.draw?.();
    },
    dispose: () => {
      for (const part of parts) part.dispose?.();
    },
  };
}
