import type { Changes } from '../../src/core/analyses/experiments/experiment';
import type { ExperimentView, HeadAddress } from '../../src/core/viewModels';
import type { Experimented, ExperimentInfo } from '../../src/protocol/engine';
import type { Answer } from '../../src/protocol/panel';
import { button, choice } from '../controls';
import { element } from '../dom';
import { Asker } from '../shell/asker';
import { explanation, noteList } from '../shell/explain';
import { type FaultActions, faultPage } from '../shell/faultPage';
import { optionControls } from '../shell/optionControls';
import { Waiting } from '../shell/waiting';
import { say, t } from '../strings';
import { Curves } from './curves';
import { HeadMap } from './headMap';
import type { BenchStage, Trial } from './stage';

interface DrawnSeries {
  readonly root: HTMLElement;
  draw(): void;
  dispose(): void;
}

/** How the results of experiments that take many runs are drawn. */
export const SERIES: {
  readonly [Kind in Exclude<ExperimentView['kind'], 'whatif'>]: (view: Extract<ExperimentView, { kind: Kind }>, open: (head: HeadAddress) => void) => DrawnSeries;
} = {
  curves: view => new Curves(view),
  headmap: (view, open) => new HeadMap(view, open),
};

export interface SeriesEvents {
  /** What an experiment of this name is asked with, of what is tried now. */
  readonly changes: (experiment: string) => Changes;
  /** The line that a picture of a changed model carries; '' where nothing is changed. */
  readonly banner: (changes: Changes) => string;
  readonly open: (head: HeadAddress) => void;
  readonly made: (trial: Trial) => void;
}

/** Experiments of many runs over a range or over heads: chosen, run, cancelled, drawn. */
export class Series {
  readonly root = element('section', { class: 'series' });
  private readonly controls = element('div', { class: 'options' });
  private readonly result = element('div', { class: 'picture series-result' });
  private readonly asker = new Asker();
  private readonly waiting = new Waiting(this.result, () => this.asker.cancel());
  private readonly infos: readonly ExperimentInfo[];
  private info: ExperimentInfo | undefined;
  private drawn: DrawnSeries | undefined;

  constructor(
    private readonly stage: BenchStage,
    private readonly faults: Omit<FaultActions, 'runAgain'>,
    private readonly events: SeriesEvents,
  ) {
    this.infos = stage.experiments.filter(({ view }) => view !== 'whatif');
    this.info = this.infos[0];
    const choices = this.infos.map(({ id, title }) => ({ id, title: say(title) }));
    const pick = choice(t('Experiment'), choices, this.info?.id ?? '', id => this.choose(id));
    const run = button(t('Run'), () => void this.run(), 'primary');
    this.root.hidden = this.infos.length === 0;
    const stand = element('div', { class: 'stage' }, this.result, this.waiting.root);
    this.root.append(element('h2', {}, t('Over a range, over heads')), element('div', { class: 'options' }, pick, this.controls, run), stand);
    this.drawControls();
  }

  get busy(): boolean {
    return this.asker.busy;
  }

  cancel(): void {
    this.asker.cancel();
  }

  /** Makes an experiment of the list again. */
  async repeat(trial: Trial): Promise<void> {
    this.choose(trial.experiment);
    await this.run(trial);
  }

  dispose(): void {
    this.asker.cancel();
    this.drawn?.dispose();
  }

  private choose(id: string): void {
    this.info = this.infos.find(one => one.id === id) ?? this.info;
    this.drawControls();
  }

  private drawControls(): void {
    const { info, stage } = this;
    if (!info) return;
    const options = stage.optionsOf(info.id);
    this.controls.replaceChildren(...optionControls(info, options, [], (id, value) => stage.keepOptions(info.id, { ...stage.optionsOf(info.id), [id]: value })));
    this.root.title = say(info.shows);
  }

  private async run(given?: Trial): Promise<void> {
    const { info, stage } = this;
    if (!info) return;
    const trial = given ?? { experiment: info.id, changes: this.events.changes(info.id), options: stage.optionsOf(info.id) };
    this.waiting.start();
    const answer = await this.asker.ask(
      asking => stage.experiment(trial, asking),
      ({ share, label }) => this.waiting.progress(share, label),
    );
    if (!answer) return;
    this.waiting.stop();
    this.take(answer, trial, info);
  }

  private take(answer: Answer<Experimented>, trial: Trial, info: ExperimentInfo): void {
    if (!answer.ok && answer.fault.code === 'cancelled' && this.drawn) return;
    this.drawn?.dispose();
    this.drawn = undefined;
    if (!answer.ok) {
      this.result.replaceChildren(faultPage(answer.fault, answer.message, { ...this.faults, runAgain: () => void this.run(trial) }));
      return;
    }
    const { view, notes } = answer.value;
    if (view.kind === 'whatif') return;
    const drawn = (SERIES[view.kind] as (one: typeof view, open: SeriesEvents['open']) => DrawnSeries)(view, this.events.open);
    const banner = this.events.banner(trial.changes);
    const said = banner === '' ? [] : [element('p', { class: 'banner' }, banner)];
    const listed = noteList(notes);
    this.result.replaceChildren(...said, drawn.root, ...(listed ? [listed] : []), explanation(info));
    drawn.draw();
    this.drawn = drawn;
    this.events.made(trial);
  }
}
