import type { ViewKind, ViewModel } from '../../src/core/viewModels';
import type { Analysed, Slice, SliceParams } from '../../src/protocol/engine';
import type { Answer } from '../../src/protocol/panel';
import { element } from '../dom';
import type { Part } from '../pictures';
import type { Drawn, Stage } from '../stage';
import { say, t } from '../strings';
import { compareAttention } from './attention';
import { compareCurves } from './curves';
import { compareFlow } from './flow';
import { compareHeads } from './heads';
import type { Judged } from './judge';

/** One of the two that are compared. */
export interface Side<Model extends ViewModel = ViewModel> {
  /** What it goes by above its picture. */
  readonly name: string;
  readonly analysed: Omit<Analysed, 'view'> & { readonly view: Model };
  slice(what: SliceParams['what']): Promise<Answer<Slice>>;
}

export interface Compared extends Part {
  /** What must be said of what is drawn. */
  readonly judged: Judged;
  chooseToken?(index: number): void;
}

export type Compare<Model extends ViewModel> = (left: Side<Model>, right: Side<Model>, stage: Stage) => Compared;

/** How two answers of each kind are set against each other. */
const COMPARISONS: { readonly [Kind in ViewKind]: Compare<Extract<ViewModel, { kind: Kind }>> } = {
  attention: compareAttention,
  flow: compareFlow,
  heads: compareHeads,
  identifiability: compareCurves,
};

/** Draws two answers of the same analysis side by side, under the statements of what their difference means. */
export function drawComparison(root: HTMLElement, left: Side, right: Side, stage: Stage): (Drawn & Pick<Compared, 'judged'>) | undefined {
  const { kind } = left.analysed.view;
  if (kind !== right.analysed.view.kind || !Object.hasOwn(COMPARISONS, kind)) return undefined;
  const made = (COMPARISONS[kind] as Compare<ViewModel>)(left, right, stage);
  const said = made.judged.says.map(one => element('li', { class: made.judged.difference ? 'info' : 'warning' }, say(one)));
  const shows = t('{0} beside {1}{2}.', left.name, right.name, made.judged.difference ? t(', and how they differ') : '');
  const statements = said.length > 0 ? [element('ul', { class: 'notes', 'aria-label': t('What can be compared') }, ...said)] : [];
  root.replaceChildren(element('section', { class: 'comparison', 'aria-label': shows }, element('p', { class: 'shows muted' }, shows), ...statements, made.root));
  stage.shade(undefined, undefined);
  made.draw?.();
  return { judged: made.judged, chooseToken: index => made.chooseToken?.(index), dispose: () => made.dispose?.() };
}
