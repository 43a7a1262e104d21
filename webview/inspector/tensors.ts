import type { TensorInfo, TensorName, TensorOrder } from '../../src/protocol/inspect';
import { choice, searchField } from '../controls';
import { element } from '../dom';
import { bytes, grouped } from '../numbers';
import { t } from '../strings';
import { Latest } from './asks';
import { Detail } from './detail';
import type { Around } from './host';
import { nameSpan, shapeText } from './names';
import { Rows } from './rows';

/** Typing is searched for when it rests. */
const REST = 120;
const FIRST = 100;

/** The tensors of a file as a list with a search, and beside it the one that is looked into. */
export class Tensors {
  readonly root = element('div', { class: 'tensors' });
  private readonly count = element('p', { class: 'count muted', role: 'status' });
  private readonly search: ReturnType<typeof searchField>;
  private readonly rows: Rows<TensorInfo>;
  private readonly detail: Detail;
  private readonly latest: Latest;
  private readonly empty = element('p', { class: 'muted none', hidden: true });
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly around: Around) {
    this.latest = new Latest(around);
    const { search, order } = around.state();
    this.search = searchField(t('Search tensors'), t('name or type'), search, () => this.typed());
    this.rows = new Rows<TensorInfo>(
      t('Tensors'),
      [
        { title: t('Name'), cell: ({ name, note }) => element('span', {}, nameSpan(name), note ? element('span', { class: 'mark', 'aria-hidden': 'true' }, ' *') : undefined) },
        { title: t('Type'), cell: ({ dtype }) => dtype },
        { title: t('Shape'), cell: ({ dims }) => shapeText(dims) },
        { title: t('Size'), cell: tensor => bytes(tensor.bytes), numeric: true },
      ],
      { page: (from, count) => this.page(from, count), choose: tensor => this.open(tensor), scrolled: top => around.keep({ top }) },
    );
    this.detail = new Detail(around, () => this.rows.focus());
    const orders: readonly { readonly id: TensorOrder; readonly title: string }[] = [
      { id: 'file', title: t('as in the file') },
      { id: 'name', title: t('by name') },
      { id: 'largest', title: t('largest first') },
    ];
    const sorted = choice(t('Order'), orders, order, id => this.reorder(id as TensorOrder));
    const list = element(
      'section',
      { class: 'list', 'aria-label': t('List of tensors') },
      element('div', { class: 'options' }, this.search.root, sorted),
      this.count,
      this.rows.root,
      this.empty,
    );
    this.root.append(list, this.detail.root);
    this.search.root.addEventListener('keydown', event => this.fromSearch(event));
  }

  /** Asks for the list, and for the tensor that was looked into. The element is in the document. */
  async start(): Promise<void> {
    const { top, tensor } = this.around.state();
    const listed = this.list(top);
    if (tensor) void this.detail.open(tensor);
    else this.detail.invite();
    await listed;
  }

  focusSearch(): void {
    this.search.focus();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.latest.cancel();
    this.detail.dispose();
  }

  private typed(): void {
    this.around.keep({ search: this.search.value, top: 0 });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.list(0), REST);
  }

  private reorder(order: TensorOrder): void {
    this.around.keep({ order, top: 0 });
    void this.list(0);
  }

  private fromSearch(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown' || event.key === 'Enter') {
      event.preventDefault();
      this.rows.focus();
    } else if (event.key === 'Escape' && this.search.value !== '') {
      event.stopPropagation();
      this.search.value = '';
      this.typed();
    }
  }

  private question(from: number, count: number): Parameters<Around['host']['tensors']>[0] {
    const { search, order } = this.around.state();
    return { stamp: this.around.stamp, from, count, search, order };
  }

  private async list(top: number): Promise<void> {
    const came = await this.latest.ask(asking => this.around.host.tensors(this.question(0, FIRST), asking));
    if (!came) return;
    if ('words' in came) {
      this.said(came.words);
      return;
    }
    const { total, matching, tensors } = came.value;
    this.count.textContent = matching === total ? t('{0} tensors', grouped(total)) : t('{0} of {1} tensors', grouped(matching), grouped(total));
    this.rows.root.hidden = matching === 0;
    this.empty.hidden = matching > 0;
    this.empty.textContent = total === 0 ? t('This file holds no tensors.') : t('No tensor has these words in its name or type.');
    this.rows.show(matching, tensors, top);
    this.markChosen(tensors);
  }

  private said(words: string): void {
    this.count.textContent = words;
  }

  private async page(from: number, count: number): Promise<readonly TensorInfo[] | undefined> {
    const answer = await this.around.host.tensors(this.question(from, count)).catch(() => undefined);
    if (answer?.ok) {
      this.markChosen(answer.value.tensors, from);
      return answer.value.tensors;
    }
    if (answer?.fault.code === 'changed-on-disk') this.around.stale(answer.message.text);
    return undefined;
  }

  /** The tensor that is looked into, where it is among these. */
  private markChosen(tensors: readonly TensorInfo[], from = 0): void {
    const chosen = this.around.state().tensor;
    const at = chosen ? tensors.findIndex(({ index, name }) => index === chosen.index && name === chosen.name) : -1;
    if (at >= 0) this.rows.mark(from + at);
  }

  private open(tensor: TensorInfo): void {
    const name: TensorName = { index: tensor.index, name: tensor.name };
    this.around.keep({ tensor: name });
    void this.detail.open(tensor);
  }
}
