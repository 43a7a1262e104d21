import type { FlowView } from '../../src/core/viewModels';
import { type Part, type PictureKind, Pictures } from '../pictures';
import { showsLine } from '../shell/explain';
import type { Stage, View } from '../stage';
import { t } from '../strings';
import { FlowLayers } from './parts/flow/flowLayers';
import { FlowMatrix } from './parts/flow/flowMatrix';
import { Settings } from './parts/settings';

/** How much of each input token reaches each position: a matrix with bars for one position, and one position's flow layer by layer. */
export const flow: View<FlowView> = (root, view, stage) => {
  const settings = new Settings(stage);
  const kinds = picturesOf(view, stage, settings);
  const chosen = settings.choice(
    'picture',
    kinds.map(({ id }) => id),
  );
  const pictures = new Pictures(t('Pictures of the flow'), kinds, chosen, id => settings.keep('picture', id));
  const shows = showsLine(stage.info);
  root.append(...(shows ? [shows] : []), pictures.root);
  pictures.draw();
  return { chooseToken: index => pictures.shown?.chooseToken(index), dispose: () => pictures.dispose() };
};

interface FlowPart extends Part {
  chooseToken(index: number): void;
}

function picturesOf(view: FlowView, stage: Stage, settings: Settings): readonly PictureKind<FlowPart>[] {
  const { layered } = view;
  const matrix = { id: 'matrix', title: t('Matrix'), make: () => new FlowMatrix(view, stage, settings) };
  return layered ? [matrix, { id: 'layers', title: t('Layers'), make: () => new FlowLayers(view, layered, stage, settings) }] : [matrix];
}
