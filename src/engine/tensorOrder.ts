import type { ListedTensor } from '../core/inspect/stored';
import type { TensorOrder } from '../protocol/inspect';

/** Finds tensors by words and puts them in order, as indices into the file's own order; the last answer is kept, since a list is asked for page by page. */
export class Order {
  private readonly orders = new Map<TensorOrder, Uint32Array>();
  private last: { readonly key: string; readonly found: Uint32Array } | undefined;

  constructor(private readonly tensors: readonly ListedTensor[]) {}

  find(search: string, order: TensorOrder): Uint32Array {
    const words = search.toLowerCase().split(/\s+/).filter(Boolean);
    const key = JSON.stringify([order, words]);
    if (this.last?.key === key) return this.last.found;
    const found = words.length === 0 ? this.all(order) : this.all(order).filter(index => this.has(index, words));
    this.last = { key, found };
    return found;
  }

  private has(index: number, words: readonly string[]): boolean {
    const tensor = this.tensors[index];
    const text = tensor ? `${tensor.name} ${tensor.dtype}`.toLowerCase() : '';
    return words.every(word => text.includes(word));
  }

  private all(order: TensorOrder): Uint32Array {
    const known = this.orders.get(order) ?? this.sorted(order);
    this.orders.set(order, known);
    return known;
  }

  private sorted(order: TensorOrder): Uint32Array {
    const { tensors } = this;
    const indices = Uint32Array.from(tensors.keys());
    const at = (index: number): ListedTensor => tensors[index] as ListedTensor;
    if (order === 'name') return indices.sort((a, b) => NAMES.compare(at(a).name, at(b).name) || a - b);
    if (order === 'largest') return indices.sort((a, b) => at(b).bytes - at(a).bytes || a - b);
    return indices;
  }
}

/** Layer 2 before layer 10. */
const NAMES = new Intl.Collator('en', { numeric: true });
