import type { Options } from '../src/core/analyses/analysis';
import { message } from '../src/core/message';
import type { AttentionView, TokenView } from '../src/core/viewModels';
import type { Remote } from '../src/protocol/channel';
import type { Analysed, AnalysisInfo } from '../src/protocol/engine';
import { type Answer, type KeptExperiment, PANEL_PROTOCOL, type PanelApi, type PanelCommand, type PanelEvents, type PanelState, type PanelWorld } from '../src/protocol/panel';
import { describe, element } from './dom';
import { Asker, settled } from './shell/asker';
import { emptyPage } from './shell/emptyPage';
import { explanation, noteList } from './shell/explain';
import { faultPage } from './shell/faultPage';
import { modelLine } from './shell/modelLine';
import { optionControls } from './shell/optionControls';
import { type Asked, Question } from './shell/question';
import { staleBar } from './shell/stale';
import { Tabs } from './shell/tabs';
import { Waiting } from './shell/waiting';
import type { Chosen, Drawn, Stage } from './stage';
import { say, setStrings, t } from './strings';
import { tokenViews } from './tokens/line';
import { TokenStrip } from './tokens/strip';
import { drawView } from './views';
import { Bench } from './whatif/bench';
import { FRESH, forOtherText } from './whatif/recipe';
import type { BenchStage } from './whatif/stage';

/** The tab beside the analyses in which things are tried. The host's command names it as well. */
const WHAT_IF = 'what-if';

/** The panel: what surrounds a picture, and the way from a question to it. */
export class Panel {
  private readonly model = element('div', { class: 'model-line' });
  private readonly tabs = new Tabs('picture', id => this.chooseAnalysis(id));
  private readonly question = new Question(asked => this.run(asked));
  private readonly strip = new TokenStrip({ choose: index => this.drawn?.chooseToken(index), reveal: token => this.reveal(token) });
  private readonly options = element('div', { class: 'options' });
  private readonly stale = element('div', { class: 'stale-holder' });
  private readonly picture = element('div', { id: 'picture', class: 'picture', role: 'tabpanel' });
  private readonly foot = element('div', { class: 'foot' });
  private readonly asker = new Asker();
  private readonly waiting = new Waiting(this.picture, () => this.asker.cancel());
  private drawn: Drawn | undefined;
  private analysed: Analysed | undefined;
  private tokens: readonly TokenView[] = [];
  private state: PanelState;
  /** The analysis from which a head was opened; Escape goes back to it. */
  private back: string | undefined;
  /** An experiment of the list whose text is being asked for first. */
  private wanted: KeptExperiment | undefined;
  private readonly steps = { command: (command: PanelCommand) => this.command(command), editText: () => this.question.focus() };

  constructor(
    private readonly root: HTMLElement,
    private readonly host: Remote<PanelApi>,
    private readonly save: (state: PanelState) => void,
    private world: PanelWorld,
  ) {
    this.state = world.state;
    document.addEventListener('keydown', event => this.key(event));
  }

  /** Takes what the host says about the model, and draws everything again where it is another one. */
  show(world: PanelWorld): void {
    const other = world.card?.stamp !== this.world.card?.stamp || world.card?.path !== this.world.card?.path || world.card?.provider !== this.world.card?.provider;
    this.world = world;
    if (other || (!this.analysed && !this.asker.busy)) this.start();
    else this.head();
  }

  /** Draws the panel from its world and asks for the picture that its state names. */
  start(): void {
    this.state = { ...this.world.state, analysis: this.known(this.world.state.analysis) ?? this.world.analyses[0]?.id ?? '' };
    this.analysed = undefined;
    this.stale.replaceChildren();
    this.dropDrawn();
    const { card } = this.world;
    this.root.classList.toggle('without-model', !card);
    if (!card) {
      this.root.replaceChildren(this.withoutModel());
      return;
    }
    const bar = element('header', { class: 'bar' }, element('h1', { class: 'unseen' }, t('Attention of {0}', card.name)), this.model, this.tabs.root);
    const stage = element('div', { class: 'stage' }, this.stale, this.picture, this.waiting.root);
    this.root.replaceChildren(bar, this.question.root, this.strip.root, this.options, stage, this.foot);
    this.strip.show([], []);
    this.head();
    this.showQuestion();
    if (this.state.text.trim() !== '') void this.ask();
    else this.invite();
  }

  /** Nothing is open: why the checkpoint that this panel shows is not, or how to begin. */
  private withoutModel(): HTMLElement {
    const { fault, found } = this.world;
    if (!fault) return emptyPage(found, (command, path) => this.command(command, path));
    const command = (named: PanelCommand): void => this.command(named);
    const runAgain = async (): Promise<void> => this.show(await this.host.ready({ protocol: PANEL_PROTOCOL, state: this.state }).catch(() => this.world));
    return faultPage(fault.fault, fault.message, { command, runAgain: () => void runAgain(), editText: () => command('openCheckpoint') }, t('This checkpoint does not open'));
  }

  readonly events: { readonly [Event in keyof PanelEvents]: (params: Parameters<PanelEvents[Event]>[0]) => void } = {
    world: world => {
      setStrings(world.strings);
      this.show(world);
    },
    show: ({ analysis, text }) => {
      this.keep({ analysis: this.known(analysis) ?? this.state.analysis, ...(text === undefined ? {} : { text, pair: '', site: -1, head: -1, query: -1 }) });
      this.head();
      this.showQuestion();
      if (this.world.card && this.state.text.trim() !== '') void this.ask();
    },
    progress: ({ share, label }) => this.waiting.progress(share, label),
    stale: ({ message: why }) => this.stale.replaceChildren(staleBar(say(why), () => void this.ask())),
  };

  private head(): void {
    const { card, analyses } = this.world;
    if (!card) return;
    this.model.replaceChildren(modelLine(card, command => this.command(command)));
    const whatIf = { id: WHAT_IF, title: message('What if'), shows: message('What the model would say with another mapping, a head less, or a weight moved.') };
    this.tabs.show(this.canTry ? [...analyses, whatIf] : analyses, this.state.analysis);
    this.drawOptions();
  }

  private showQuestion(): void {
    const { card } = this.world;
    this.question.show(this.state, card !== undefined && !card.causal && card.tokenizer !== undefined);
  }

  private run({ text, pair }: Asked): void {
    const other = text !== this.state.text || pair !== this.state.pair;
    const { whatIf } = this.state;
    this.keep({ text, pair, ...(other ? { query: -1, site: -1, head: -1, ...(whatIf ? { whatIf: forOtherText(whatIf) } : {}) } : {}) });
    if (text.trim() === '') this.invite();
    else void this.ask();
  }

  private chooseAnalysis(analysis: string): void {
    this.back = undefined;
    this.keep({ analysis });
    this.tabs.select(analysis);
    this.drawOptions();
    if (this.state.text.trim() !== '') void this.ask();
  }

  private async ask(): Promise<void> {
    const { text, pair, options } = this.state;
    const analysis = this.asked(this.state.analysis);
    this.waiting.start();
    const params = { analysis, text, pair, options: options[analysis] ?? {} };
    const answer = await this.asker.ask(
      asking => this.host.analyse(params, asking),
      ({ share, label }) => this.waiting.progress(share, label),
    );
    if (!answer) return;
    this.waiting.stop();
    if (!answer.ok) this.refuse(answer);
    else this.drawOrSay(answer.value, { text, pair });
  }

  /** A picture that cannot be drawn is a fault too, not an empty panel. */
  private drawOrSay(analysed: Analysed, of: Asked): void {
    try {
      this.draw(analysed, of);
    } catch (thrown) {
      const why = thrown instanceof Error ? thrown.message : String(thrown);
      this.refuse({ ok: false, fault: { code: 'internal', why }, message: message('The picture could not be drawn: {0}.', why) });
    }
  }

  private draw(analysed: Analysed, of: Asked): void {
    this.analysed = analysed;
    this.dropDrawn();
    this.stale.replaceChildren();
    const { view } = analysed;
    this.tokens = 'keys' in view ? view.keys : 'tokens' in view ? view.tokens : tokenViews(analysed.tokens);
    this.strip.show(this.tokens, analysed.tokens.texts);
    this.drawOptions();
    const info = this.info(this.state.analysis);
    describe(this.picture, { 'aria-labelledby': `tab-${this.state.analysis}` });
    const stage = this.stageOf(analysed, of, info);
    this.drawn = this.state.analysis === WHAT_IF && view.kind === 'attention' ? this.drawBench(view, this.benchStage(stage, of)) : drawView(this.picture, view, stage);
    if (!this.drawn) this.picture.replaceChildren(element('p', {}, t('This picture comes from another version of the extension. Reload the window.')));
    // The bench says itself what must be said of a changed model.
    const notes = this.state.analysis === WHAT_IF ? undefined : noteList(analysed.notes);
    this.foot.replaceChildren(...(notes ? [notes] : []), ...(info ? [explanation(info)] : []));
  }

  private refuse({ fault, message: why }: Extract<Answer<Analysed>, { ok: false }>): void {
    // A cancelled run leaves the picture that was there.
    if (fault.code === 'cancelled' && this.analysed) return;
    this.dropDrawn();
    this.analysed = undefined;
    this.strip.show([], []);
    this.foot.replaceChildren();
    this.picture.replaceChildren(faultPage(fault, why, { ...this.steps, runAgain: () => void this.ask() }));
  }

  private invite(): void {
    this.dropDrawn();
    this.analysed = undefined;
    this.strip.show([], []);
    this.foot.replaceChildren();
    this.picture.replaceChildren(element('p', { class: 'muted' }, t('Type a text above, or select one in the editor and run “Show Attention”.')));
  }

  private stageOf(analysed: Analysed, of: Asked, info: AnalysisInfo | undefined): Stage {
    const { site, head, query } = this.state;
    return {
      info,
      analysed,
      chosen: { site, head, query },
      choices: this.state.choices?.[this.state.analysis] ?? {},
      keepChoices: change => this.keepChoices(change),
      keep: change => this.keep(change),
      // Of the text of this picture, not of one that was typed since.
      slice: what => settled(this.host.slice({ ...of, stamp: analysed.stamp, what })),
      shade: (shares, from) => this.strip.shade(shares, from),
      openHead: (toSite, toHead) => this.openHead(toSite, toHead),
      setOption: (id, value) => this.setOption(id, value),
    };
  }

  private drawBench(view: AttentionView, stage: BenchStage): Drawn {
    const bench = new Bench(view, stage, { ...this.steps, runAgain: () => void this.ask() });
    this.picture.replaceChildren(bench.root);
    bench.start();
    const { wanted } = this;
    this.wanted = undefined;
    if (wanted) bench.again(wanted);
    return bench;
  }

  private benchStage(stage: Stage, { text, pair }: Asked): BenchStage {
    const { card, maps = [], experiments = [] } = this.world;
    const { stamp } = stage.analysed;
    return {
      ...stage,
      text,
      pair,
      model: { name: card?.name ?? '', path: card?.path ?? '', stamp },
      maps,
      experiments,
      state: this.state.whatIf ?? FRESH,
      keepTrial: whatIf => this.keep({ whatIf }),
      optionsOf: id => this.state.options[id] ?? {},
      keepOptions: (id, options) => this.keep({ options: { ...this.state.options, [id]: options } }),
      experiment: (trial, asking) => settled(this.host.experiment({ ...trial, text, pair, stamp }, asking)),
      changedSlice: (what, changes) => settled(this.host.slice({ text, pair, stamp, what, changes })),
      save: (name, content) => settled(this.host.save({ name, text: content })),
      repeat: (one, whatIf) => {
        this.wanted = one;
        this.keep({ text: one.text, pair: one.pair, whatIf: forOtherText(whatIf), query: -1 });
        this.showQuestion();
        void this.ask();
      },
    };
  }

  private keepChoices(change: Options): void {
    const { analysis, choices } = this.state;
    this.keep({ choices: { ...choices, [analysis]: { ...choices?.[analysis], ...change } } });
  }

  private openHead(site: number, head: number): void {
    const attention = this.world.analyses.find(one => one.view === 'attention');
    if (!attention) return;
    const from = this.state.analysis;
    this.keep({ site, head, query: -1 });
    this.chooseAnalysis(attention.id);
    this.back = from;
  }

  private setOption(id: string, value: string): void {
    const { analysis, options } = this.state;
    this.keep({ options: { ...options, [analysis]: { ...options[analysis], [id]: value } } });
    if (this.state.text.trim() !== '') void this.ask();
  }

  private drawOptions(): void {
    const info = this.info(this.state.analysis);
    const controls = info ? optionControls(info, this.state.options[info.id] ?? {}, this.tokens, (id, value) => this.setOption(id, value)) : [];
    this.options.replaceChildren(...controls);
    this.options.hidden = controls.length === 0;
  }

  /** Whether this model's engine knows experiments. */
  private get canTry(): boolean {
    return (this.world.experiments?.length ?? 0) > 0;
  }

  /** The id, where there is such a tab. */
  private known(id: string): string | undefined {
    return id === WHAT_IF && this.canTry ? WHAT_IF : this.info(id)?.id;
  }

  /** What is run for a tab: the bench stands on the attention that it changes. */
  private asked(tab: string): string {
    return tab === WHAT_IF ? (this.world.analyses.find(({ view }) => view === 'attention')?.id ?? tab) : tab;
  }

  private info(id: string): AnalysisInfo | undefined {
    return this.world.analyses.find(one => one.id === id);
  }

  private keep(change: Partial<Chosen> & Partial<PanelState>): void {
    this.state = { ...this.state, ...change };
    this.save(this.state);
  }

  private command(command: PanelCommand, path?: string): void {
    void this.host.command(path === undefined ? { command } : { command, path }).catch(() => undefined);
  }

  private reveal({ segment, start, end }: TokenView): void {
    void this.host.reveal({ segment, start, end }).catch(() => undefined);
  }

  private dropDrawn(): void {
    this.drawn?.dispose();
    this.drawn = undefined;
    this.picture.replaceChildren();
  }

  /** `/` goes to the text from anywhere but a field; Escape cancels a run, or goes back to where a head was opened from. */
  private key(event: KeyboardEvent): void {
    const inField = event.composedPath().some(target => target instanceof HTMLElement && /^(input|textarea|select)$/i.test(target.tagName));
    if (event.key === '/' && !inField && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      this.question.focus();
    } else if (event.key === 'Escape' && !event.defaultPrevented) {
      if (this.asker.busy) this.asker.cancel();
      else if (this.back) this.chooseAnalysis(this.back);
    }
  }
}
