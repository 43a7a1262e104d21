import { message } from '../../src/core/message';
import type { TokenView } from '../../src/core/viewModels';
import type { Analysed } from '../../src/protocol/engine';
import type { Answer, KeptExperiment, PanelState } from '../../src/protocol/panel';
import { type Both, comparedWith, sidesOf } from '../compare/ask';
import { drawComparison } from '../compare/comparison';
import { describe, element } from '../dom';
import type { Drawn, Stage } from '../stage';
import { t } from '../strings';
import { tokenViews } from '../tokens/line';
import { tokensAt } from '../tokens/places';
import { TokenStrip } from '../tokens/strip';
import { drawView } from '../views';
import { Bench } from '../whatif/bench';
import type { Trial } from '../whatif/stage';
import { settled } from './asker';
import { infoOf, WHAT_IF } from './catalogue';
import { explanation, noteList } from './explain';
import { type FaultActions, faultPage } from './faultPage';
import { focusedIn, Layer } from './layer';
import type { Asked } from './question';
import { type Behind, benchStageOf, stageOf } from './stages';
import { staleBar } from './stale';

/** A selection of more tokens than these is no choice of tokens: whoever selects a page wants to copy it. */
const MOST_POINTED = 64;

/** An analysis's answer on the screen: its tokens, its view, what must be said of it; or the fault or the invitation that stand in its place. */
export class Picture {
  readonly strip = new TokenStrip({ choose: (index, how) => this.choose(index, how), reveal: token => this.reveal(token) });
  readonly root = element('div', { id: 'picture', class: 'picture', role: 'tabpanel' });
  readonly stale = element('div', { class: 'stale-holder' });
  readonly foot = element('div', { class: 'foot' });
  /** What the view was drawn of, undefined where there is none. */
  analysed: Analysed | undefined;
  /** What it was asked, and its comparison where there is one: the panel may be asking something else by now. */
  question: Pick<PanelState, 'text' | 'pair' | 'compare'> = { text: '', pair: '' };
  /** The other side's answer, where two are compared. */
  other: Analysed | undefined;
  /** Whether their difference is drawn. */
  differs = false;
  /** Where things are tried, while that is shown. */
  private bench: Bench | undefined;
  tokens: readonly TokenView[] = [];
  /** What is seen, and what will be in its place. */
  private shown: Layer | undefined;
  private coming: Layer | undefined;
  /** The tokens that are looked from. */
  private from: readonly number[] = [];

  constructor(
    private readonly panel: Behind,
    private readonly steps: FaultActions,
  ) {}

  /** Draws an answer, `wanted` on the bench; resolves when it can be seen. A picture that cannot be drawn is a fault too, not an empty panel. */
  async draw(both: Both, of: Asked, wanted?: KeptExperiment): Promise<void> {
    try {
      await this.replace(both, of, wanted);
    } catch (thrown) {
      const why = thrown instanceof Error ? thrown.message : String(thrown);
      this.refuse({ ok: false, fault: { code: 'internal', why }, message: message('The picture could not be drawn: {0}.', why) });
    }
  }

  /** Says why there is no picture; a cancelled run leaves the one that was there. */
  refuse({ fault, message: why }: Extract<Answer<Analysed>, { ok: false }>): void {
    if (fault.code === 'cancelled' && this.analysed) return;
    this.standIn(faultPage(fault, why, this.steps));
  }

  invite(): void {
    this.standIn(element('p', { class: 'muted' }, t('Type a text above, or select one in the editor and run “Show Attention”.')));
  }

  /** Says that the checkpoint changed since this was drawn. */
  outdated(why: string): void {
    this.stale.replaceChildren(staleBar(why, () => this.steps.runAgain()));
  }

  clear(): void {
    this.stale.replaceChildren();
    this.standIn();
  }

  /** Chooses what stands at a place of the first text, as the editor's cursor says. */
  pointAt(start: number, end: number): void {
    const there = tokensAt(this.tokens, 0, start, end);
    const known = there.length === this.from.length && there.every(index => this.from.includes(index));
    if (known || there.length > MOST_POINTED) return;
    const several = this.latest?.drawn?.addToken !== undefined;
    for (const [order, index] of (several ? there : there.slice(0, 1)).entries()) this.choose(index, order === 0 ? 'one' : 'add');
  }

  /** What was tried last and is shown with what it gave; undefined where nothing is. */
  get tried(): Trial | undefined {
    return this.bench?.shown;
  }

  private get latest(): Layer | undefined {
    return this.coming ?? this.shown;
  }

  private choose(index: number, how: 'one' | 'add'): void {
    const drawn = this.latest?.drawn;
    if (how === 'add' && drawn?.addToken) drawn.addToken(index);
    else drawn?.chooseToken(index);
  }

  private standIn(...parts: HTMLElement[]): void {
    this.coming?.dispose();
    this.shown?.dispose();
    this.coming = undefined;
    this.shown = undefined;
    this.analysed = undefined;
    this.other = undefined;
    this.bench = undefined;
    this.strip.show([], []);
    this.foot.replaceChildren();
    this.root.replaceChildren(...parts);
  }

  private async replace(both: Both, of: Asked, wanted: KeptExperiment | undefined): Promise<void> {
    const { shown } = this;
    const { own: analysed } = both;
    const again = this.analysed?.view.kind === analysed.view.kind;
    const layer = new Layer();
    this.coming?.dispose();
    this.coming = layer;
    this.analysed = analysed;
    this.other = both.other?.analysed;
    this.question = { ...of, ...(both.other ? { compare: comparedWith(both.other.of) } : {}) };
    const focused = shown && again ? focusedIn(shown.root) : undefined;
    if (shown) {
      shown.root.inert = true;
      layer.cover();
      this.root.append(layer.root);
    } else this.root.replaceChildren(layer.root);
    this.showTokens(analysed);
    this.fill(layer, both, of, wanted);
    if (shown) await layer.ready();
    if (this.coming !== layer) return;
    shown?.dispose();
    this.coming = undefined;
    this.shown = layer;
    layer.uncover();
    if (focused !== undefined) layer.root.querySelector<HTMLElement>(focused)?.focus();
  }

  private showTokens({ view, tokens, notes }: Analysed): void {
    const { analysis } = this.panel.state;
    this.stale.replaceChildren();
    this.tokens = 'keys' in view ? view.keys : 'tokens' in view ? view.tokens : tokenViews(tokens);
    this.from = [];
    this.strip.show(this.tokens, tokens.texts);
    describe(this.root, { 'aria-labelledby': `tab-${analysis}` });
    const info = infoOf(this.panel.world, analysis);
    // The bench says itself what must be said of a changed model.
    const said = analysis === WHAT_IF ? undefined : noteList(notes);
    this.foot.replaceChildren(...(said ? [said] : []), ...(info ? [explanation(info)] : []));
  }

  private fill(layer: Layer, { own: analysed, other }: Both, of: Asked, wanted: KeptExperiment | undefined): void {
    const { view, stamp } = analysed;
    const stage = stageOf(this.panel, analysed, {
      // Of the text of this picture, not of one that was typed since.
      slice: what => layer.waitFor(settled(this.panel.host.slice({ ...of, stamp, what }))),
      shade: (shares, from) => this.shade(layer, shares, from),
    });
    this.differs = false;
    this.bench = undefined;
    if (other) {
      const name = this.panel.world.card?.name ?? '';
      const drawn = drawComparison(layer.root, ...sidesOf(this.panel.host, name, of, { own: analysed, other }), stage);
      layer.drawn = drawn;
      this.differs = drawn?.judged.difference === true;
    } else if (this.panel.state.analysis === WHAT_IF && view.kind === 'attention') {
      this.bench = new Bench(view, benchStageOf(this.panel, stage, of), this.steps);
      layer.drawn = drawBench(layer.root, this.bench, wanted);
    } else layer.drawn = drawView(layer.root, view, stage);
    if (!layer.drawn) layer.root.replaceChildren(element('p', {}, t('This picture comes from another version of the extension. Reload the window.')));
  }

  /** Shows what a picture says of the text; what its user chose in it is shown in the editor as well. */
  private shade(layer: Layer, shares: Parameters<Stage['shade']>[0], from: Parameters<Stage['shade']>[1]): void {
    if (layer !== this.latest) return;
    const chosen = [from ?? []].flat();
    const other = chosen.length !== this.from.length || chosen.some((index, at) => this.from[at] !== index);
    this.from = chosen;
    this.strip.shade(shares, from);
    if (other && layer.shaded && document.hasFocus()) this.panel.reveal(this.tokens.filter((_, index) => chosen.includes(index)));
    layer.shaded = true;
  }

  /** A token of the text was pressed: with it all that are looked from. */
  private reveal(token: TokenView): void {
    const chosen = this.tokens.filter((_, index) => this.from.includes(index));
    this.panel.reveal(chosen.includes(token) ? chosen : [token]);
  }
}

function drawBench(root: HTMLElement, bench: Bench, wanted: KeptExperiment | undefined): Drawn {
  root.replaceChildren(bench.root);
  bench.start();
  if (wanted) bench.again(wanted);
  return bench;
}
