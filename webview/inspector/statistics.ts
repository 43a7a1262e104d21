import type { Statistics, TensorName, TensorStatistics } from '../../src/protocol/inspect';
import { button, checkbox } from '../controls';
import { element } from '../dom';
import { grouped, significant } from '../numbers';
import { Waiting } from '../shell/waiting';
import { t } from '../strings';
import { Latest } from './asks';
import { HistogramChart } from './histogram';
import type { Around } from './host';
import { valueText } from './values';

/** Count, ends, mean and spread of a tensor, and how its values lie. */
export class StatisticsPart {
  readonly root = element('section', { class: 'statistics', 'aria-label': t('Statistics') });
  private readonly body = element('div', { class: 'picture' });
  private readonly stage: HTMLElement;
  private readonly waiting: Waiting;
  private readonly latest: Latest;
  private chart: HistogramChart | undefined;
  private tensor: TensorName | undefined;

  constructor(private readonly around: Around) {
    this.latest = new Latest(around);
    this.waiting = new Waiting(this.body, () => this.latest.stop());
    this.stage = element('div', { class: 'stage' }, this.body, this.waiting.root);
    this.root.append(element('h3', {}, t('Statistics')), this.stage);
  }

  clear(): void {
    this.latest.cancel();
    this.waiting.stop();
    this.chart?.dispose();
    this.chart = undefined;
    this.body.replaceChildren();
  }

  async open(tensor: TensorName): Promise<void> {
    this.tensor = tensor;
    await this.count(false);
  }

  dispose(): void {
    this.clear();
  }

  private async count(all: boolean): Promise<void> {
    const { tensor } = this;
    if (!tensor) return;
    this.waiting.start();
    const came = await this.latest.ask(
      asking => this.around.host.statistics({ stamp: this.around.stamp, tensor: { index: tensor.index, name: tensor.name }, all }, asking),
      ({ share, label }) => this.waiting.progress(share, label),
    );
    if (!came) return;
    this.waiting.stop();
    if ('value' in came) this.draw(came.value);
    else if (all) this.body.querySelector('.said')?.append(` ${came.words}`);
    else this.body.replaceChildren(element('p', { role: 'status' }, came.words));
  }

  private draw({ statistics, sample, elements }: TensorStatistics): void {
    this.chart?.dispose();
    const { logarithmic } = this.around.state();
    const chart = new HistogramChart(statistics, logarithmic);
    this.chart = chart;
    const said = element('p', { class: 'said' }, sampleText(statistics, sample, elements));
    const all = sample ? button(t('Count all values'), () => void this.count(true)) : undefined;
    const toggle = checkbox(t('Logarithmic counts'), logarithmic, on => {
      this.around.keep({ logarithmic: on });
      chart.logarithmic(on);
    });
    this.body.replaceChildren(
      element('div', { class: 'below' }, said, all),
      list(statistics),
      ...(statistics.histogram.counts.length > 1 ? [element('div', { class: 'options' }, toggle), chart.root, chart.table.root] : []),
    );
    chart.draw();
  }
}

const sampleText = ({ count }: Statistics, sample: TensorStatistics['sample'], elements: number): string =>
  sample
    ? t('Of {0} values in {1} pieces, evenly spread over all {2}.', grouped(count), grouped(sample.pieces), grouped(elements))
    : count === 1
      ? t('Of its only value.')
      : t('Of all {0} values.', grouped(count));

function list(found: Statistics): HTMLElement {
  const { count, zeros, nans, positiveInfinities, negativeInfinities, min, max, mean, deviation } = found;
  const share = (number: number): string => (number === 0 ? '0' : `${grouped(number)} (${significant((number / Math.max(1, count)) * 100)} %)`);
  const facts: readonly (readonly [string, string])[] = [
    [t('Minimum'), valueText(min)],
    [t('Maximum'), valueText(max)],
    [t('Mean'), significant(mean)],
    [t('Standard deviation'), significant(deviation)],
    [t('Zeros'), share(zeros)],
    [t('NaN'), share(nans)],
    [t('Infinities'), share(positiveInfinities + negativeInfinities)],
  ];
  return element('dl', { class: 'numbers-list' }, ...facts.map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', { class: 'number' }, value))));
}
