import { message } from '../../src/core/message';
import type { TokenView } from '../../src/core/viewModels';
import type { Analysed } from '../../src/protocol/engine';
import type { Answer, KeptExperiment } from '../../src/protocol/panel';
import { describe, element } from '../dom';
import type { Drawn } from '../stage';
import { t } from '../strings';
import { tokenViews } from '../tokens/line';
import { TokenStrip } from '../tokens/strip';
import { drawView } from '../views';
import { Bench } from '../whatif/bench';
import { infoOf, WHAT_IF } from './catalogue';
import { explanation, noteList } from './explain';
import { type FaultActions, faultPage } from './faultPage';
import type { Asked } from './question';
import { type Behind, benchStageOf, stageOf } from './stages';
import { staleBar } from './stale';

/** An analysis's answer on the screen: its tokens, its view, what must be said of it; or the fault or the invitation that stand in its place. */
export class Picture {
  readonly strip = new TokenStrip({ choose: (index, how) => this.choose(index, how), reveal: token => this.reveal(token) });
  readonly root = element('div', { id: 'picture', class: 'picture', role: 'tabpanel' });
  readonly stale = element('div', { class: 'stale-holder' });
  readonly foot = element('div', { class: 'foot' });
  /** What the view was drawn of, undefined where there is none. */
  analysed: Analysed | undefined;
  tokens: readonly TokenView[] = [];
  private drawn: Drawn | undefined;

  constructor(
    private readonly panel: Behind,
    private readonly steps: FaultActions,
    private readonly reveal: (token: TokenView) => void,
  ) {}

  /** Draws an answer, `wanted` on the bench. A picture that cannot be drawn is a fault too, not an empty panel. */
  draw(analysed: Analysed, of: Asked, wanted?: KeptExperiment): void {
    try {
      this.drawView(analysed, of, wanted);
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

  private choose(index: number, how: 'one' | 'add'): void {
    if (how === 'add' && this.drawn?.addToken) this.drawn.addToken(index);
    else this.drawn?.chooseToken(index);
  }

  /** Says that the checkpoint changed since this was drawn. */
  outdated(why: string): void {
    this.stale.replaceChildren(staleBar(why, () => this.steps.runAgain()));
  }

  clear(): void {
    this.stale.replaceChildren();
    this.standIn();
  }

  private standIn(...parts: HTMLElement[]): void {
    this.dropDrawn();
    this.analysed = undefined;
    this.strip.show([], []);
    this.foot.replaceChildren();
    this.root.replaceChildren(...parts);
  }

  private drawView(analysed: Analysed, of: Asked, wanted: KeptExperiment | undefined): void {
    const { analysis } = this.panel.state;
    const { view } = analysed;
    this.analysed = analysed;
    this.dropDrawn();
    this.stale.replaceChildren();
    this.tokens = 'keys' in view ? view.keys : 'tokens' in view ? view.tokens : tokenViews(analysed.tokens);
    this.strip.show(this.tokens, analysed.tokens.texts);
    describe(this.root, { 'aria-labelledby': `tab-${analysis}` });
    const stage = stageOf(this.panel, analysed, of);
    this.drawn =
      analysis === WHAT_IF && view.kind === 'attention'
        ? this.drawBench(new Bench(view, benchStageOf(this.panel, stage, of), this.steps), wanted)
        : drawView(this.root, view, stage);
    if (!this.drawn) this.root.replaceChildren(element('p', {}, t('This picture comes from another version of the extension. Reload the window.')));
    const info = infoOf(this.panel.world, analysis);
    // The bench says itself what must be said of a changed model.
    const notes = analysis === WHAT_IF ? undefined : noteList(analysed.notes);
    this.foot.replaceChildren(...(notes ? [notes] : []), ...(info ? [explanation(info)] : []));
  }

  private drawBench(bench: Bench, wanted: KeptExperiment | undefined): Drawn {
    this.root.replaceChildren(bench.root);
    bench.start();
    if (wanted) bench.again(wanted);
    return bench;
  }

  private dropDrawn(): void {
    this.drawn?.dispose();
    this.drawn = undefined;
    this.root.replaceChildren();
  }
}
