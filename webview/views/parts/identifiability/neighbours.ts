import type { IdentifiabilityView, Neighbours } from '../../../../src/core/viewModels';
import { choice } from '../../../controls';
import { type Column, DataTable } from '../../../dataTable';
import { element } from '../../../dom';
import { axisNames } from '../../../names';
import { significant } from '../../../numbers';
import type { Part } from '../../../pictures';
import { t } from '../../../strings';
import type { Settings } from '../settings';

const MEASURES = ['cosine', 'euclidean'] as const;

/** A token and the input token that its hidden state is nearest to. */
interface Found {
  readonly token: number;
  readonly nearest: number;
  /** To the nearest, and to its own input: cosine, or Euclidean distance. */
  readonly toNearest: number;
  readonly toOwn: number;
}

/** What one layer found of each token, by one of the two measures. */
export function foundOf(layer: Neighbours, measure: string): readonly Found[] {
  const [nearest, toNearest, toOwn] = measure === 'euclidean' ? [layer.closest, layer.distance, layer.ownDistance] : [layer.nearest, layer.cosine, layer.ownCosine];
  return nearest.map((to, token) => ({ token, nearest: to, toNearest: toNearest[token] ?? Number.NaN, toOwn: toOwn[token] ?? Number.NaN }));
}

/** For one layer: each token, the input token that its hidden state is nearest to, and how near. */
export class NeighbourTable implements Part {
  readonly root: HTMLElement;
  private readonly said = element('p', { class: 'muted', role: 'status' });
  private readonly holder = element('div');
  private table: DataTable<Found> | undefined;
  private rows: readonly Found[] = [];
  private layer: string;
  private measure: string;

  constructor(
    private readonly view: IdentifiabilityView,
    settings: Settings,
  ) {
    const layers = view.neighbours.map(({ layer }) => String(layer)).reverse();
    this.layer = settings.choice('layer', layers);
    this.measure = settings.choice('measure', MEASURES);
    const list = (name: string, label: string, choices: readonly { readonly id: string; readonly title: string }[], chosen: string, set: (id: string) => void): HTMLElement =>
      choice(label, choices, chosen, id => {
        settings.keep(name, id);
        set(id);
        this.draw();
      });
    const places = view.neighbours.map(({ layer }) => ({ id: String(layer), title: layer === 0 ? t('input') : String(layer) }));
    const measures = [
      { id: MEASURES[0], title: t('Cosine') },
      { id: MEASURES[1], title: t('Euclidean distance') },
    ];
    const controls = [list('layer', t('Layer'), places, this.layer, id => (this.layer = id)), list('measure', t('Nearest by'), measures, this.measure, id => (this.measure = id))];
    const title = t('Nearest input token of each hidden state');
    this.root = element('section', { class: 'neighbours' }, element('h2', {}, title), element('div', { class: 'options' }, ...controls), this.said, this.holder);
  }

  draw(): void {
    const layer = this.view.neighbours.find(one => String(one.layer) === this.layer);
    this.rows = layer ? foundOf(layer, this.measure) : [];
    const own = this.rows.filter(({ token, nearest }) => token === nearest).length;
    this.said.textContent = t('{0} of {1} tokens are nearest to themselves.', own, this.rows.length);
    this.table = new DataTable(t('Nearest input token of each hidden state'), this.columns());
    this.holder.replaceChildren(this.table.root);
    this.table.show(this.rows);
  }

  /** Goes to a token's row. */
  chooseToken(token: number): void {
    const row = this.rows[token];
    if (row) this.table?.reveal(row);
  }

  private columns(): readonly Column<Found>[] {
    const names = axisNames(this.view.tokens, this.view.tokens.length);
    const [near, own] = this.measure === 'euclidean' ? [t('Distance'), t('Distance to itself')] : [t('Cosine'), t('Cosine to itself')];
    const itself = ({ token, nearest }: Found): boolean => token === nearest;
    return [
      { title: t('Position'), text: ({ token }) => String(token), value: ({ token }) => token, numeric: true },
      { title: t('Token'), text: ({ token }) => names[token] ?? '', value: ({ token }) => names[token] ?? '' },
      { title: t('Found'), text: one => (itself(one) ? t('itself') : t('another')), value: one => Number(itself(one)) },
      { title: t('Nearest'), text: ({ nearest }) => names[nearest] ?? '', value: ({ nearest }) => names[nearest] ?? '' },
      { title: t('Position of nearest'), text: ({ nearest }) => String(nearest), value: ({ nearest }) => nearest, numeric: true },
      { title: near, text: ({ toNearest }) => significant(toNearest), value: ({ toNearest }) => toNearest, numeric: true },
      { title: own, text: ({ toOwn }) => significant(toOwn), value: ({ toOwn }) => toOwn, numeric: true },
    ];
  }
}
