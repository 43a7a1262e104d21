import type { TensorInfo, TensorName } from '../../src/protocol/inspect';
import { element } from '../dom';
import { bytes, grouped } from '../numbers';
import { say, t } from '../strings';
import type { Around } from './host';
import { nameSpan, nameText, shapeText } from './names';
import { WHOLE } from './state';
import { StatisticsPart } from './statistics';
import { WindowPart } from './window';

/** A look into one tensor: what is known of it, its statistics, a window of its numbers. */
export class Detail {
  readonly root = element('section', { class: 'detail', 'aria-label': t('Tensor') });
  private readonly statistics: StatisticsPart;
  private readonly window: WindowPart;
  private shown: TensorName | undefined;

  constructor(
    private readonly around: Around,
    back: () => void,
  ) {
    this.statistics = new StatisticsPart(around);
    this.window = new WindowPart(around, tensor => this.learned(tensor));
    this.root.addEventListener('keydown', event => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      event.preventDefault();
      back();
    });
  }

  /** Where nothing is looked into yet. */
  invite(): void {
    this.root.replaceChildren(element('p', { class: 'muted' }, t('Choose a tensor to see its statistics and its numbers.')));
  }

  /** Looks into a tensor, of which at least the name is known. */
  async open(tensor: TensorInfo | TensorName): Promise<void> {
    const again = this.shown === undefined;
    this.shown = tensor;
    // What was kept belongs to the tensor that was kept.
    if (!again) this.around.keep({ window: { ...WHOLE, scale: this.around.state().window.scale } });
    this.draw(tensor);
    if ('readable' in tensor && !tensor.readable) return;
    await Promise.all([this.window.open(tensor), this.statistics.open(tensor)]);
  }

  dispose(): void {
    this.statistics.dispose();
    this.window.dispose();
  }

  /** What the list does not show any more (a kept tensor after a reload) comes with the first look. */
  private learned(tensor: TensorInfo): void {
    if (this.shown && !('readable' in this.shown)) {
      this.shown = tensor;
      this.root.querySelector('.about')?.replaceWith(about(tensor));
    }
  }

  private draw(tensor: TensorInfo | TensorName): void {
    this.statistics.clear();
    this.window.clear();
    const heading = element('h2', { title: nameText(tensor.name) }, nameSpan(tensor.name));
    if (!('readable' in tensor)) this.root.replaceChildren(heading, element('p', { class: 'about' }), this.statistics.root, this.window.root);
    else if (tensor.readable) this.root.replaceChildren(heading, about(tensor), this.statistics.root, this.window.root);
    else this.root.replaceChildren(heading, about(tensor), element('p', { class: 'muted' }, t('There are no numbers to show.')));
  }
}

function about({ dtype, dims, elements, bytes: size, place, note }: TensorInfo): HTMLElement {
  const facts = [dtype, shapeText(dims), t('{0} values', grouped(elements)), bytes(size)];
  if (place) facts.push(place.file === undefined ? t('from byte {0}', grouped(place.offset)) : t('from byte {0} of {1}', grouped(place.offset), nameText(place.file)));
  return element('div', { class: 'about' }, element('p', { class: 'summary' }, facts.join(' · ')), note ? element('p', { class: 'tensor-note' }, say(note)) : undefined);
}
