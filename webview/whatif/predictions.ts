import type { Choice, Prediction, WhatIfView } from '../../src/core/viewModels';
import { colourAt, css } from '../charts/colours';
import { element } from '../dom';
import { axisNames, quoted } from '../names';
import { significant } from '../numbers';
import { t } from '../strings';
import { onTheme, theme } from '../theme';
import { stretches } from '../tokens/signs';

/** What the model answers at one position, before and after, with bars for the probabilities. */
export class Predictions {
  readonly root = element('section', { class: 'predictions' });
  private readonly stop = onTheme(() => this.draw());
  private view: WhatIfView | undefined;
  private at = 0;

  show(view: WhatIfView, at: number): void {
    this.view = view;
    this.at = at;
    this.draw();
  }

  dispose(): void {
    this.stop();
  }

  private draw(): void {
    const { view } = this;
    const prediction = view?.predictions[Math.min(this.at, view.predictions.length - 1)];
    this.root.hidden = !view || !prediction;
    if (!view || !prediction) return;
    const columns = [t('Answer'), t('Before'), t('After')];
    const head = element('tr', {}, ...columns.map(column => element('th', { scope: 'col' }, column)));
    const rows = prediction.choices.map(choice => rowOf(choice, prediction));
    const title = titleOf(view, this.at);
    const table = element('table', {}, element('thead', {}, head), element('tbody', {}, ...rows));
    const flipped = prediction.first.before !== prediction.first.after;
    const said = element('p', { class: 'muted' }, flipped ? t('The likeliest answer is another one.') : t('The likeliest answer is the same.'));
    this.root.replaceChildren(element('h2', {}, title), said, element('div', { class: 'table', tabindex: 0, role: 'region', 'aria-label': title }, table));
  }
}

function titleOf(view: WhatIfView, at: number): string {
  if (view.answers === 'classes') return t('Class of the text');
  const position = view.pairs[at]?.[0] ?? at;
  const name = `${quoted(axisNames(view.before, view.before.length)[position] ?? '')} (${position})`;
  if (view.answers === 'labels') return t('Label of {0}', name);
  return view.sites.some(site => site.causal) ? t('Next token after {0}', name) : t('Token at {0}', name);
}

const SIGNS: Readonly<Record<string, string>> = { Ġ: ' ', '▁': ' ', Ċ: '\n', ĉ: '\t' };

/** A vocabulary's spelling with its signs for blanks read; the spelling itself stands in the tooltip. */
export const readable = (label: string): string => label.replace(/[Ġ▁Ċĉ]/g, sign => SIGNS[sign] ?? sign);

function rowOf(choice: Choice, { first }: Prediction): HTMLElement {
  const strong = (index: number): string | undefined => (index === choice.index ? 'first' : undefined);
  const bar = (share: number, index: number): HTMLElement => {
    const fill = element('span', { class: 'fill' });
    fill.style.width = `${Math.round(Math.max(0, Math.min(1, share)) * 100)}%`;
    fill.style.backgroundColor = css(colourAt(theme().ramp, 0.55));
    return element('td', { class: strong(index) }, element('span', { class: 'number' }, significant(share)), element('span', { class: 'bar-holder' }, fill));
  };
  const label = stretches(readable(choice.label)).map(({ text, sign }) => (sign ? element('span', { class: 'sign' }, text) : text));
  return element('tr', {}, element('th', { scope: 'row', title: choice.label }, ...label), bar(choice.before, first.before), bar(choice.after, first.after));
}
