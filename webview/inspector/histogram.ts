import { Chart, LogarithmicScale } from 'chart.js';
import type { Statistics } from '../../src/protocol/inspect';
import { axis, ThemedChart } from '../charts/chart';
import { brief, grouped, significant } from '../numbers';
import { t } from '../strings';
import { NumbersTable } from '../tables';

Chart.register(LogarithmicScale);

/** How a tensor's values lie: a bar for each bin, and the same as a table. */
export class HistogramChart {
  readonly table = new NumbersTable(t('Histogram as numbers'), [t('From'), t('Below'), t('Values')]);
  private readonly chart: ThemedChart<'bar'>;

  constructor(
    { histogram: { width, first, counts }, min, max }: Statistics,
    private onLogarithm: boolean,
  ) {
    const edge = (bin: number): number => (first + bin) * width;
    const all = [...counts];
    const span = (bin: number): string => t('{0} to {1}', brief(edge(bin)), brief(edge(bin + 1)));
    this.chart = new ThemedChart<'bar'>(look => ({
      type: 'bar',
      label: t('Histogram of {0} bins, from {1} to {2}. The table below has the numbers.', all.length, significant(min), significant(max)),
      data: { labels: all.map((_, bin) => brief(edge(bin))), datasets: [{ data: all, backgroundColor: look.series[0], barPercentage: 1, categoryPercentage: 0.94 }] },
      options: {
        scales: {
          x: axis(t('value'), look, { grid: { display: false }, ticks: { color: look.foreground, maxTicksLimit: 9, maxRotation: 0 } }),
          y: axis(
            this.onLogarithm ? t('values, logarithmic') : t('values'),
            look,
            this.onLogarithm ? { type: 'logarithmic', min: 0.5, ticks: { color: look.foreground, callback: power } } : { beginAtZero: true },
          ),
        },
        plugins: {
          legend: { display: false },
          tooltip: { callbacks: { title: ([item]) => (item ? span(item.dataIndex) : ''), label: ({ dataIndex }) => t('{0} values', grouped(all[dataIndex] ?? 0)) } },
        },
      },
    }));
    this.chart.root.classList.add('low');
    this.table.show(all.map((count, bin) => [significant(edge(bin)), significant(edge(bin + 1)), grouped(count)]));
  }

  get root(): HTMLElement {
    return this.chart.root;
  }

  logarithmic(on: boolean): void {
    this.onLogarithm = on;
    this.draw();
  }

  draw(): void {
    if (this.chart.root.isConnected) this.chart.draw();
  }

  dispose(): void {
    this.chart.dispose();
  }
}

/** Only powers of ten are written beside a logarithmic axis. */
const power = (value: string | number): string => (Number.isInteger(Math.log10(Number(value))) ? grouped(Number(value)) : '');
