import type { Changes } from '../../src/core/analyses/experiments/experiment';
import { message } from '../../src/core/message';
import type { AttentionView, HeadAddress } from '../../src/core/viewModels';
import type { Answer, KeptExperiment, WhatIfState } from '../../src/protocol/panel';
import type { Cell } from '../charts/layout';
import { element, listen } from '../dom';
import { headName } from '../names';
import { type FaultActions, faultPage } from '../shell/faultPage';
import { Waiting } from '../shell/waiting';
import type { Drawn } from '../stage';
import { say, t } from '../strings';
import { ChangeList } from './changeList';
import { ExperimentList } from './experimentList';
import { asCsv, asJson } from './exports';
import { added, numbersOf, removed } from './kept';
import { LookPicker } from './lookPicker';
import { MappingControls } from './mappingControls';
import { Outcome } from './outcome';
import { addresses, changesOf, FRESH, fixed, isNothing, knockedOut, NOTHING, toggleKnockOut, withCut, without, withWeight } from './recipe';
import { COMPARE, type Found, type Question, Runner } from './runner';
import { wholeSite } from './scope';
import { ScopePicker } from './scopePicker';
import { Series } from './series';
import type { BenchStage, Trial } from './stage';
import { Triptych } from './triptych';
import { WeightEditor } from './weightEditor';
import { bannerWords, type Naming, phrase } from './wording';

/** What if: heads chosen, a mapping swapped, heads taken out, weights set, and what the model makes of it. */
export class Bench implements Drawn {
  readonly root = element('div', { class: 'bench' });
  /** What is shown with what it gave; undefined where nothing is. */
  shown: Trial | undefined;
  private readonly banner = element('p', { class: 'banner', role: 'status', hidden: true });
  private readonly invitation = element(
    'p',
    { class: 'muted' },
    t('Nothing is changed yet. Choose a mapping, knock a head out, or set a weight: what the model makes of it is shown here.'),
  );
  private readonly fault = element('div');
  private readonly picker: ScopePicker | LookPicker;
  private readonly mapping: MappingControls;
  private readonly chips: ChangeList;
  private readonly outcome: Outcome;
  private readonly triptych: Triptych;
  private readonly editor: WeightEditor;
  private readonly series: Series;
  private readonly list: ExperimentList;
  private readonly waiting: Waiting;
  private readonly naming: Naming;
  private readonly runner: Runner;
  private state: WhatIfState;
  private looked: HeadAddress;
  private edited: Cell | undefined;
  private disposed = false;

  constructor(
    private readonly view: AttentionView,
    private readonly stage: BenchStage,
    private readonly faults: FaultActions,
  ) {
    this.state = stage.state;
    this.naming = { maps: stage.maps, sites: view.sites };
    const { site, head } = stage.chosen;
    this.looked = view.sites.some(one => one.index === site && head >= 0 && head < one.heads) ? { site, head } : view.chosen;
    const open = (to: HeadAddress): void => this.look(to);
    this.picker = stage.still
      ? new LookPicker(view, stage, this.looked, open)
      : new ScopePicker(view, stage, this.looked, { choose: (heads, to) => this.choose(heads, to), knockOut: heads => this.knockOut(heads) });
    this.mapping = new MappingControls(stage.maps, view.keys.length, {
      map: map => this.change({ map, parameter: '' }),
      parameter: (parameter, settled) => this.change({ parameter }, settled),
      knockOut: () => this.knockOut(this.scope()),
      another: () => this.change(fixed(this.state, view.sites)),
      reset: () => this.change({ ...FRESH, list: this.state.list, rest: this.state.rest }),
    });
    this.chips = new ChangeList(this.naming, stage.still ? undefined : place => this.change({ others: without(this.state.others, place) }));
    this.outcome = new Outcome(stage, open);
    const edits = { edit: (cell: Cell) => this.edit(cell), pull: (cell: Cell, weight: number, done: boolean) => this.setWeight(cell, weight, done) };
    this.triptych = new Triptych(view, stage.still ? undefined : edits);
    this.editor = new WeightEditor({
      set: weight => this.edited && this.setWeight(this.edited, weight, true),
      cut: everywhere => this.cut(everywhere),
      rest: rest => this.change({ rest, others: withRest(this.state.others, rest) }),
      close: () => this.triptych.focus(),
    });
    this.series = new Series(stage, faults, { changes: id => this.seriesChanges(id), banner: changes => this.words(changes), open, made: trial => this.record(trial, []) });
    this.list = new ExperimentList({
      words: one => this.titled(one),
      repeat: one => this.repeat(one),
      remove: id => this.keep({ list: removed(this.state.list, id) }),
      save: (experiments, kind) => void this.save(experiments, kind),
    });
    const asks = stage.still ? element('p', { class: 'muted' }, t('This is what was tried. Open the checkpoint in Headlight to try something else.')) : this.mapping.root;
    const told = element('section', { class: 'told' }, asks, this.chips.root, this.invitation, this.outcome.board.root);
    const shown = element('div', { class: 'picture' }, this.triptych.root, this.editor.root, this.outcome.root);
    this.waiting = new Waiting(shown, () => this.runner.cancel());
    this.runner = new Runner(
      stage,
      ({ share, label }) => this.waiting.progress(share, label),
      (answer, question, newest) => this.take(answer, question, newest),
    );
    const stand = element('div', { class: 'stage' }, this.fault, shown, this.waiting.root);
    this.root.append(this.banner, element('div', { class: 'split' }, this.picker.root, told), stand, ...(stage.still ? [] : [this.series.root, this.list.root]));
    listen(this.root, 'keydown', event => this.key(event));
  }

  start(): void {
    this.show();
    // The head as it is stands at once; what a slow experiment makes of it follows.
    if (!isNothing(this.changes())) this.runner.look(this.looked);
    this.run(true);
  }

  chooseToken(index: number): void {
    this.outcome.chooseToken(index);
  }

  /** Makes an experiment of the list again: its changes are taken over, and its text is that of the picture. */
  again(one: KeptExperiment): void {
    if (one.experiment === COMPARE) this.change({ ...FRESH, others: one.changes, list: this.state.list, rest: this.state.rest });
    else void this.series.repeat(one);
  }

  dispose(): void {
    this.disposed = true;
    this.runner.cancel();
    this.waiting.stop();
    for (const part of [this.picker, this.outcome, this.triptych, this.series]) part.dispose();
  }

  private changes(): Changes {
    return changesOf(this.state, this.view.sites);
  }

  /** The heads that are chosen; all where none is. */
  private scope(): readonly HeadAddress[] {
    const heads = addresses(this.state);
    return heads.length > 0 ? heads : this.view.sites.flatMap(wholeSite);
  }

  private words(changes: Changes): string {
    return isNothing(changes) ? '' : bannerWords(changes, this.naming);
  }

  private titled({ experiment, changes }: KeptExperiment): string {
    const said = isNothing(changes) ? t('as it is') : phrase(changes, this.naming);
    const known = this.stage.experiments.find(({ id }) => id === experiment);
    return experiment === COMPARE || !known ? said : `${say(known.title)}: ${said}`;
  }

  private change(change: Partial<WhatIfState>, settled = true): void {
    this.state = { ...this.state, ...change };
    if (settled) this.stage.keepTrial(this.state);
    this.show();
    this.run(settled);
  }

  private keep(change: Partial<WhatIfState>): void {
    this.state = { ...this.state, ...change };
    this.stage.keepTrial(this.state);
    this.list.show(this.state.list);
  }

  /** Everything that says what is chosen; the pictures follow with the answer. */
  private show(): void {
    const { state } = this;
    this.mapping.show(state);
    this.chips.show(state.others);
    this.picker.show(addresses(state), knockedOut(state.others));
    this.list.show(state.list);
  }

  private choose(heads: readonly HeadAddress[], looked?: HeadAddress): void {
    if (looked) this.takeLook(looked);
    this.change({ heads: heads.map(({ site, head }) => [site, head] as const) });
  }

  private takeLook(head: HeadAddress): void {
    this.looked = head;
    this.picker.look(head);
    this.editor.root.hidden = true;
    this.stage.keep({ site: head.site, head: head.head });
  }

  private look(head: HeadAddress): void {
    this.takeLook(head);
    this.run(true);
  }

  private knockOut(heads: readonly HeadAddress[]): void {
    this.change({ others: toggleKnockOut(this.state.others, heads) });
  }

  private edit(cell: Cell): void {
    this.edited = cell;
    const name = `${headName(
      this.view.sites.find(site => site.index === this.looked.site),
      this.looked.head,
    )}, ${this.triptych.nameOf(cell)}`;
    this.editor.open(name, this.triptych.weightAt(cell), this.state.rest);
  }

  private setWeight({ row, column }: Cell, weight: number, settled: boolean): void {
    const edge = { head: this.looked, query: row, key: column };
    this.change({ others: withWeight(this.state.others, edge, weight, this.state.rest) }, settled);
  }

  private cut(everywhere: boolean): void {
    if (!this.edited) return;
    const edge = { head: this.looked, query: this.edited.row, key: this.edited.column };
    this.change({ others: withCut(this.state.others, edge, everywhere, this.state.rest) });
    this.editor.close();
  }

  private run(settled: boolean): void {
    const changes = this.changes();
    const nothing = isNothing(changes);
    this.invitation.hidden = !nothing;
    if (!nothing) this.waiting.start();
    this.runner.compare(changes, this.looked, settled);
  }

  /** A picture that cannot be drawn is a fault too. */
  private take(answer: Answer<Found>, question: Question, newest: boolean): void {
    if (this.disposed) return;
    if (newest) this.waiting.stop();
    else if (isNothing(question.trial.changes)) this.waiting.start();
    try {
      if (answer.ok) this.draw(answer.value, question);
      else if (newest) this.refuse(answer);
    } catch (thrown) {
      const why = thrown instanceof Error ? thrown.message : String(thrown);
      this.refuse({ ok: false, fault: { code: 'internal', why }, message: message('The picture could not be drawn: {0}.', why) });
    }
  }

  private draw({ experimented, before, after }: Found, { trial, looked, settled }: Question): void {
    this.fault.replaceChildren();
    const changed = this.words(trial.changes);
    this.banner.textContent = changed;
    this.banner.hidden = changed === '';
    this.drawHead(looked, before, after, isNothing(trial.changes) ? '' : phrase(trial.changes, this.naming));
    if (experimented?.view.kind !== 'whatif') {
      this.shown = undefined;
      this.outcome.clear();
      return;
    }
    const { view, notes } = experimented;
    this.outcome.show(
      view,
      notes,
      this.stage.experiments.find(({ id }) => id === COMPARE),
    );
    this.shown = withoutHaste(trial);
    if (settled && !this.stage.still) this.record(trial, numbersOf(view));
  }

  private drawHead(looked: HeadAddress, before: Float32Array, after: Float32Array, changed: string): void {
    const site = this.view.sites.find(one => one.index === looked.site);
    if (site && before.length === site.queries * site.keys && after.length === before.length) this.triptych.show({ site, head: looked.head, before, after, changed });
  }

  /** What was asked for could not be made: why stands over a picture that is not of it any more, so that goes. */
  private refuse(answer: Extract<Answer<Found>, { ok: false }>): void {
    if (answer.fault.code === 'cancelled') return;
    this.shown = undefined;
    this.outcome.clear();
    this.banner.hidden = true;
    const before = this.runner.weightsOf(this.looked);
    if (before) this.drawHead(this.looked, before, before, '');
    this.fault.replaceChildren(faultPage(answer.fault, answer.message, this.faults, undefined, t('This change cannot be tried')));
  }

  private record(trial: Trial, numbers: KeptExperiment['numbers']): void {
    const { text, pair } = this.stage;
    this.keep({ list: added(this.state.list, { ...withoutHaste(trial), text, pair }, numbers) });
  }

  private repeat(one: KeptExperiment): void {
    const { text, pair } = this.stage;
    if (one.text === text && one.pair === pair) this.again(one);
    else this.stage.repeat(one, this.state);
  }

  /** Over a range and over heads only mappings are changed; head by head, everywhere. */
  private seriesChanges(experiment: string): Changes {
    const { swaps } = experiment === 'sensitivity' ? changesOf({ ...this.state, heads: [], others: NOTHING }, this.view.sites) : this.changes();
    return { ...NOTHING, swaps };
  }

  private async save(experiments: readonly KeptExperiment[], kind: 'json' | 'csv'): Promise<void> {
    const { model } = this.stage;
    const exported = { model, experiments, words: (one: KeptExperiment) => this.titled(one) };
    const answer = await this.stage.save(`${model.name}-what-if.${kind}`, kind === 'json' ? asJson(exported) : asCsv(exported));
    if (!answer.ok) this.fault.replaceChildren(faultPage(answer.fault, answer.message, this.faults, undefined, t('Nothing was written')));
  }

  private key(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.defaultPrevented || !(this.runner.busy || this.series.busy)) return;
    event.preventDefault();
    this.runner.cancel();
    this.series.cancel();
  }
}

/** The same with all that it gives, also where it was made in haste. */
function withoutHaste(trial: Trial): Trial {
  const { baseline: _, ...options } = trial.options;
  return { ...trial, options };
}

/** The same changes with the rest of every set row treated so. */
const withRest = (changes: Changes, rest: WhatIfState['rest']): Changes => ({
  ...changes,
  interventions: changes.interventions.map(one => (one.kind === 'set' || one.kind === 'cut' ? { ...one, rest } : one)),
});
