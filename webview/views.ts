import type { ViewKind, ViewModel } from '../src/core/viewModels';
import type { Drawn, Stage, View } from './stage';
import { attention } from './views/attention';
import { flow } from './views/flow';
import { heads } from './views/heads';
import { identifiability } from './views/identifiability';
import './views.css';

/** How each kind of view model is drawn. A kind without a drawing does not compile. */
export const VIEWS: { readonly [Kind in ViewKind]: View<Extract<ViewModel, { kind: Kind }>> } = { attention, flow, heads, identifiability };

/** Draws a view model of any kind; undefined where it comes from a newer engine and has no drawing here. */
export function drawView(root: HTMLElement, model: ViewModel, stage: Stage): Drawn | undefined {
  const draw = Object.hasOwn(VIEWS, model.kind) ? (VIEWS[model.kind] as View<ViewModel>) : undefined;
  return draw?.(root, model, stage);
}
