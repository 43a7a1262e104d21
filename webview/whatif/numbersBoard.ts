import type { Measure, WhatIfView } from '../../src/core/viewModels';
import { element } from '../dom';
import { signed, significant } from '../numbers';
import { say, t } from '../strings';

/** The numbers of a comparison as a table: before, after, how far apart, and how far apart uniform weights would be. */
export class NumbersBoard {
  readonly root = element('section', { class: 'board' });

  private baseline: WhatIfView['baseline'] = [];

  /** A comparison without uniform weights, made in haste, keeps those before: they are the same for every change of a text. */
  show({ measures, baseline: given }: Pick<WhatIfView, 'measures' | 'baseline'>): void {
    if (given.length > 0) this.baseline = given;
    const { baseline } = this;
    const title = t('What changed');
    const columns = [t('Measure'), t('Before'), t('After'), t('Change'), ...(baseline.length > 0 ? [t('Uniform weights')] : [])];
    const head = element('tr', {}, ...columns.map(column => element('th', { scope: 'col' }, column)));
    const body = measures.map(measure => this.row(measure, baseline));
    const table = element('table', {}, element('thead', {}, head), element('tbody', {}, ...body));
    this.root.replaceChildren(element('h2', {}, title), element('div', { class: 'table', tabindex: 0, role: 'region', 'aria-label': title }, table));
  }

  private row(measure: Measure, baseline: readonly Measure[]): HTMLElement {
    const { title, explanation, unit, before, after, change } = measure;
    const name = unit === '' ? say(title) : `${say(title)} (${unit})`;
    const alone = before === undefined && after === undefined;
    const cells = [before, after].map(one => (one ? significant(one.mean) : ''));
    const moved = change ? (alone ? significant(change.mean) : signed(change.mean)) : '';
    const even = baseline.length > 0 ? [significantOr(baseline.find(one => one.id === measure.id)?.change?.mean)] : [];
    return element(
      'tr',
      { title: say(explanation), 'data-measure': measure.id },
      element('th', { scope: 'row' }, name),
      ...[...cells, moved, ...even].map(cell => element('td', {}, cell)),
    );
  }
}

const significantOr = (value: number | undefined): string => (value === undefined ? '' : significant(value));
