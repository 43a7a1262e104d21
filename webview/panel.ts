import type { Tokens } from '../src/core/tokens/input';
import type { TokenView } from '../src/core/viewModels';
import type { Remote } from '../src/protocol/channel';
import { otherOf } from '../src/protocol/compared';
import { type KeptExperiment, PANEL_PROTOCOL, type PanelApi, type PanelCommand, type PanelEvents, type PanelState, type PanelWorld } from '../src/protocol/panel';
import { askBoth } from './compare/ask';
import { CompareBar } from './compare/bar';
import { element } from './dom';
import { Asker, settled } from './shell/asker';
import { askedFor, attentionOf, infoOf, knownTab, tabsOf, WHAT_IF } from './shell/catalogue';
import { emptyPage } from './shell/emptyPage';
import { exportableOf } from './shell/exportable';
import { Exporter } from './shell/exporter';
import { faultPage } from './shell/faultPage';
import { modelLine } from './shell/modelLine';
import { optionControls } from './shell/optionControls';
import { Picture } from './shell/picture';
import { type Asked, Question } from './shell/question';
import type { Behind } from './shell/stages';
import { Tabs } from './shell/tabs';
import { Waiting } from './shell/waiting';
import { say, setStrings, t } from './strings';
import { carried } from './tokens/places';
import { forOtherText } from './whatif/recipe';

/** The panel: what surrounds a picture, and the way from a question to it. */
export class Panel implements Behind {
  private readonly model = element('div', { class: 'model-line' });
  private readonly tabs = new Tabs('picture', id => this.chooseAnalysis(id));
  /** Buttons for the whole panel, at the end of its bar. */
  private readonly actions = element('div', { class: 'bar-actions' });
  private readonly question = new Question(asked => this.run(asked));
  private readonly options = element('div', { class: 'options' });
  private readonly exporter = new Exporter(exportableOf(this, () => this.picture));
  private readonly comparison = new CompareBar({
    state: () => this.state,
    compares: () => this.state.analysis !== WHAT_IF,
    still: () => this.world.still === true,
    compare: compare => this.compare(compare),
    pick: () => this.pickOther(),
  });
  private readonly asker = new Asker();
  private readonly picture = new Picture(this, { command: command => this.command(command), editText: () => this.question.focus(), runAgain: () => void this.ask() });
  private readonly waiting = new Waiting(this.picture.root, () => this.asker.cancel());
  /** The analysis from which a head was opened; Escape goes back to it. */
  private back: string | undefined;
  /** An experiment of the list whose text is being asked for first. */
  private wanted: KeptExperiment | undefined;
  /** The tokens that the chosen query is one of. */
  private queried: Tokens | undefined;
  state: PanelState;

  constructor(
    private readonly root: HTMLElement,
    readonly host: Remote<PanelApi>,
    private readonly save: (state: PanelState) => void,
    public world: PanelWorld,
  ) {
    this.state = world.state;
    document.addEventListener('keydown', event => this.key(event));
  }

  /** Takes what the host says about the model, and draws everything again where it is another one. */
  show(world: PanelWorld): void {
    const other = world.card?.stamp !== this.world.card?.stamp || world.card?.path !== this.world.card?.path || world.card?.provider !== this.world.card?.provider;
    this.world = world;
    if (other || (!this.picture.analysed && !this.asker.busy)) this.start();
    else this.drawHead();
  }

  /** Draws the panel from its world and asks for the picture that its state names. */
  start(): void {
    this.state = { ...this.world.state, analysis: knownTab(this.world, this.world.state.analysis) ?? this.world.analyses[0]?.id ?? '' };
    this.picture.clear();
    this.queried = undefined;
    const { card } = this.world;
    this.root.classList.toggle('without-model', !card);
    if (!card) {
      this.root.replaceChildren(this.withoutModel());
      return;
    }
    this.actions.replaceChildren(...(this.world.still ? [] : [this.comparison.menu.root, this.exporter.root]));
    this.root.classList.toggle('still', this.world.still === true);
    const bar = element('header', { class: 'bar' }, element('h1', { class: 'unseen' }, t('Attention of {0}', card.name)), this.model, this.tabs.root, this.actions);
    const stage = element('div', { class: 'stage' }, this.picture.stale, this.picture.root, this.waiting.root);
    this.root.replaceChildren(bar, this.question.root, this.comparison.root, this.picture.strip.root, this.options, stage, this.picture.foot);
    this.drawHead();
    this.showQuestion();
    this.askOrInvite();
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
      this.keep({ analysis: knownTab(this.world, analysis) ?? this.state.analysis, ...(text === undefined ? {} : { text, pair: '', site: -1, head: -1, query: -1 }) });
      this.drawHead();
      this.showQuestion();
      if (this.world.card) this.askAgain();
    },
    edited: ({ text }) => {
      this.run({ text, pair: this.state.pair });
      this.showQuestion();
    },
    caret: ({ start, end }) => {
      // The picture is of another text while its own is being run.
      if (!this.asker.busy && this.picture.analysed?.tokens.texts[0] === this.state.text) this.picture.pointAt(start, end);
    },
    restore: state => {
      this.world = { ...this.world, state };
      this.start();
      this.keep({});
    },
    progress: ({ share, label }) => this.waiting.progress(share, label),
    stale: ({ message: why }) => this.picture.outdated(say(why)),
  };

  private drawHead(): void {
    const { card } = this.world;
    if (!card) return;
    this.model.replaceChildren(modelLine(card, command => this.command(command)));
    this.tabs.show(tabsOf(this.world), this.state.analysis);
    this.drawOptions();
  }

  private showQuestion(): void {
    const { card } = this.world;
    this.question.show(this.state, card !== undefined && !card.causal && card.tokenizer !== undefined);
    this.comparison.show();
  }

  private run({ text, pair }: Asked): void {
    const other = text !== this.state.text || pair !== this.state.pair;
    const { whatIf } = this.state;
    this.keep({ text, pair, ...(other ? { ...this.head(), ...(whatIf ? { whatIf: forOtherText(whatIf) } : {}) } : {}) });
    this.askOrInvite();
  }

  /** The head that is looked at, chosen or not: another text does not change it. */
  private head(): Partial<PanelState> {
    const view = this.picture.analysed?.view;
    return this.state.site < 0 && view?.kind === 'attention' ? { site: view.chosen.site, head: view.chosen.head } : {};
  }

  private chooseAnalysis(analysis: string): void {
    this.back = undefined;
    this.keep({ analysis });
    this.tabs.select(analysis);
    this.comparison.show();
    this.drawOptions();
    this.askAgain();
  }

  private askOrInvite(): void {
    if (this.state.text.trim() === '') this.picture.invite();
    else void this.ask();
  }

  private askAgain(): void {
    if (this.state.text.trim() !== '') void this.ask();
  }

  private async ask(): Promise<void> {
    const { text, pair, options } = this.state;
    const analysis = askedFor(this.world, this.state.analysis);
    this.waiting.start();
    const params = { analysis, text, pair, options: options[analysis] ?? {} };
    const answer = await this.asker.ask(
      asking => askBoth(this.host, params, this.state.analysis === WHAT_IF ? undefined : otherOf(this.state), asking),
      ({ share, label }) => this.waiting.progress(share, label),
    );
    if (!answer) return;
    if (!answer.ok) {
      this.waiting.stop();
      this.picture.refuse(answer);
      return;
    }
    const { wanted } = this;
    this.wanted = undefined;
    this.follow(answer.value.own.tokens);
    const drawn = this.picture.draw(answer.value, { text, pair }, wanted);
    this.drawOptions();
    await drawn;
    if (!this.asker.busy) this.waiting.stop();
  }

  /** The chosen token in another version of the text: where it went, or none. */
  private follow(tokens: Tokens): void {
    const { queried } = this;
    this.queried = tokens;
    const { query } = this.state;
    if (query >= 0 && queried && queried.texts.join('\0') !== tokens.texts.join('\0')) this.keep({ query: carried(queried, tokens, query) });
  }

  /** Takes what to compare with, or ends the comparison. */
  private compare(compare: PanelState['compare']): void {
    const { compare: _before, ...state } = this.state;
    this.state = compare ? { ...state, compare } : state;
    this.keep({});
    this.comparison.show();
    this.askAgain();
  }

  private async pickOther(): Promise<string> {
    const answer = await settled(this.host.pickOther({}));
    if (!answer.ok) this.picture.refuse(answer);
    return answer.ok ? answer.value : '';
  }

  /** Makes an experiment of the list again, whose text the state has taken. */
  repeat(one: KeptExperiment): void {
    this.wanted = one;
    this.showQuestion();
    void this.ask();
  }

  openHead(site: number, head: number): void {
    const attention = attentionOf(this.world);
    if (!attention) return;
    const from = this.state.analysis;
    this.keep({ site, head, query: -1 });
    this.chooseAnalysis(attention.id);
    this.back = from;
  }

  setOption(id: string, value: string): void {
    const { analysis, options } = this.state;
    this.keep({ options: { ...options, [analysis]: { ...options[analysis], [id]: value } } });
    this.askAgain();
  }

  keep(change: Partial<PanelState>): void {
    this.state = { ...this.state, ...change };
    this.save(this.state);
  }

  private drawOptions(): void {
    const info = infoOf(this.world, this.state.analysis);
    const controls = info ? optionControls(info, this.state.options[info.id] ?? {}, this.picture.tokens, (id, value) => this.setOption(id, value)) : [];
    this.options.replaceChildren(...controls);
    this.options.hidden = controls.length === 0;
  }

  private command(command: PanelCommand, path?: string): void {
    void this.host.command(path === undefined ? { command } : { command, path }).catch(() => undefined);
  }

  reveal(tokens: readonly TokenView[]): void {
    const ranges = tokens.filter(({ special }) => !special).map(({ segment, start, end }) => ({ segment, start, end }));
    void this.host.reveal({ ranges }).catch(() => undefined);
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
