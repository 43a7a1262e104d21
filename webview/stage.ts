import type { Options } from '../src/core/analyses/analysis';
import type { ViewModel } from '../src/core/viewModels';
import type { Analysed, AnalysisInfo, Slice, SliceParams } from '../src/protocol/engine';
import type { Answer } from '../src/protocol/panel';

/** Site, head and query of the detail; -1 for "as the view opens". */
export interface Chosen {
  readonly site: number;
  readonly head: number;
  readonly query: number;
}

/** What a view may use of the panel around it. */
export interface Stage {
  readonly info: AnalysisInfo | undefined;
  readonly analysed: Analysed;
  readonly chosen: Chosen;
  /** What the analysis was asked with; what was not said is absent. */
  readonly options: Options;
  /** How this view was last set; nothing in it is certain, the view checks what it reads. */
  readonly choices: Options;
  /** Remembers how this view is set, besides what was remembered. */
  keepChoices(change: Options): void;
  /** Remembers a choice for the next time this panel is made. */
  keep(change: Partial<Chosen>): void;
  /** A piece of this run's weights; settles with a fault where it cannot be given. */
  slice(what: SliceParams['what']): Promise<Answer<Slice>>;
  /** Shades the text's tokens by shares in 0..1 and underlines those looked from. */
  shade(shares: ArrayLike<number> | undefined, from: number | readonly number[] | undefined): void;
  /** Goes to one head of the attention view. */
  openHead(site: number, head: number): void;
  /** Runs the analysis again with another option. */
  setOption(id: string, value: string): void;
}

/** A view that is on the screen. */
export interface Drawn {
  /** A token of the text was chosen in the strip. */
  chooseToken(index: number): void;
  /** One was added to those that are chosen, where a view can look from several. */
  addToken?(index: number): void;
  dispose(): void;
}

/** Draws a view model into an element that is in the document and empty. */
export type View<Model extends ViewModel> = (root: HTMLElement, model: Model, stage: Stage) => Drawn;
