import type { PositionChanges, WhatIfView } from '../../src/core/viewModels';
import { axis, ThemedChart } from '../charts/chart';
import { choice } from '../controls';
import { element } from '../dom';
import { axisNames } from '../names';
import { significant } from '../numbers';
import { t } from '../strings';
import { shortened } from '../tokens/signs';

interface Quantity {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  /** A series for each, with its name. */
  readonly series: readonly (readonly [name: string, values: Float32Array])[];
}

/** The quantities that a comparison has by position. */
export function quantitiesOf({ totalVariation, kl, js, lossBefore, lossAfter, cosine, euclidean }: PositionChanges): readonly Quantity[] {
  const one = (id: string, title: string, unit: string, values: Float32Array | undefined): readonly Quantity[] => (values ? [{ id, title, unit, series: [[title, values]] }] : []);
  const loss = lossBefore && lossAfter ? [{ id: 'loss', title: t('Loss'), unit: 'nats', series: [[t('before'), lossBefore] as const, [t('after'), lossAfter] as const] }] : [];
  return [
    ...one('total_variation', t('Total variation'), '', totalVariation),
    ...one('kl', t('KL divergence'), 'nats', kl),
    ...one('js', t('JS divergence'), 'nats', js),
    ...one('cosine', t('Cosine distance of hidden states'), '', cosine),
    ...one('euclidean', t('Euclidean distance of hidden states'), '', euclidean),
    ...loss,
  ];
}

/** How far each position moved, as bars along the text. */
export class Positions {
  readonly root = element('section', { class: 'positions' });
  private readonly holder = element('div', { class: 'options' });
  private view: WhatIfView | undefined;
  private chosen = '';
  private listed = '';
  private readonly chart: ThemedChart<'bar'>;

  constructor(choose: (at: number) => void) {
    this.chart = new ThemedChart<'bar'>(look => {
      const { names, quantity } = this.drawn();
      const described = (quantity?.series ?? []).map(([name, values]) => `${name}: ${[...values].map((value, at) => `${names[at]} ${significant(value)}`).join(', ')}`);
      return {
        type: 'bar',
        label: t('Change by position. {0}', described.join('; ')),
        data: {
          labels: names.map((name, at) => `${shortened(name, 12)} ${at}`),
          datasets: (quantity?.series ?? []).map(([label, values], index) => ({
            label,
            data: [...values],
            backgroundColor: look.series[index] ?? look.foreground,
            maxBarThickness: 24,
          })),
        },
        options: {
          scales: { x: axis('', look, { grid: { display: false } }), y: axis(quantity?.unit ?? '', look, { beginAtZero: true }) },
          onClick: (_, [hit]) => hit && choose(hit.index),
          plugins: {
            legend: { display: (quantity?.series.length ?? 0) > 1, labels: { color: look.foreground } },
            tooltip: { callbacks: { label: ({ parsed }) => significant(parsed.y ?? 0) } },
          },
        },
      };
    });
    this.chart.root.classList.add('low');
    this.root.append(element('h2', {}, t('Change by position')), this.holder, this.chart.root);
  }

  show(view: WhatIfView): void {
    this.view = view;
    const quantities = quantitiesOf(view.positions);
    this.root.hidden = quantities.length === 0 || (quantities[0]?.series[0]?.[1].length ?? 0) < 2;
    if (this.root.hidden) return;
    const ids = quantities.map(({ id }) => id).join();
    if (ids !== this.listed) {
      this.listed = ids;
      this.chosen = quantities[0]?.id ?? '';
      const pick = choice(t('Show'), quantities, this.chosen, id => {
        this.chosen = id;
        this.chart.draw();
      });
      this.holder.replaceChildren(pick);
    }
    this.chart.draw();
  }

  dispose(): void {
    this.chart.dispose();
  }

  private drawn(): { readonly names: readonly string[]; readonly quantity: Quantity | undefined } {
    const { view } = this;
    if (!view) return { names: [], quantity: undefined };
    const tokens = axisNames(view.before, view.before.length);
    const names = view.pairs.map(([before]) => tokens[before] ?? String(before));
    return { names, quantity: quantitiesOf(view.positions).find(({ id }) => id === this.chosen) };
  }
}
