import { axis, ThemedChart } from '../../../charts/chart';
import { strongest } from '../../../charts/pool';
import { significant } from '../../../numbers';
import { t } from '../../../strings';
import { shortened } from '../../../tokens/signs';

/** Bars that still can be told apart; of longer texts the strongest are drawn, in the text's order. */
const MOST = 32;
const BAR = 20;

/** One row of a flow matrix as horizontal bars, a bar for each token. */
export class FlowBars {
  private row: ArrayLike<number> = [];
  private names: readonly string[] = [];
  private label = '';
  private readonly chart = new ThemedChart<'bar'>(look => {
    const keys = [...strongest(this.row, MOST)].sort((one, other) => one - other);
    const values = keys.map(key => this.row[key] ?? 0);
    return {
      type: 'bar',
      label: `${this.label}: ${keys.map((key, place) => `${this.names[key]} ${significant(values[place] ?? 0)}`).join(', ')}`,
      data: {
        labels: keys.map(key => `${shortened(this.names[key] ?? '', 16)}  ${key}`),
        datasets: [{ data: values, backgroundColor: look.series[0], barPercentage: 0.8, maxBarThickness: 18 }],
      },
      options: {
        indexAxis: 'y',
        scales: {
          x: axis(this.row.length > MOST ? t('share; the {0} strongest tokens', MOST) : t('share'), look, { beginAtZero: true }),
          y: axis('', look, { grid: { display: false }, ticks: { color: look.foreground, autoSkip: false } }),
        },
        plugins: { legend: { display: false }, tooltip: { callbacks: { label: ({ parsed }) => significant(parsed.x ?? 0) } } },
      },
    };
  });

  get root(): HTMLElement {
    return this.chart.root;
  }

  show(row: ArrayLike<number>, names: readonly string[], label: string): void {
    this.row = row;
    this.names = names;
    this.label = label;
    this.root.style.height = `${Math.min(row.length, MOST) * BAR + 48}px`;
    this.chart.draw();
  }

  dispose(): void {
    this.chart.dispose();
  }
}
