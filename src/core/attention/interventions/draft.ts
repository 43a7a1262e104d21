import { raise } from '../../fault';
import { float32, type Tensor } from '../../tensor/tensor';
import { type Edits, type FixedRows, freeRows, mostHeads, openGates } from './edits';
import type { Plain, Rest } from './intervention';
import type { Address } from './scope';

/** Edits while they are made: interventions write into it in order, and the later ones win. */
export class Draft {
  private readonly gates: Tensor<'float32'>;
  private readonly rows = new Map<number, FixedRows>();
  private readonly stoodIn = new Set<string>();

  constructor(private readonly plain: Plain) {
    this.gates = openGates(plain.sites);
  }

  /** Lets a head's weights through, or a share of them. */
  gate({ site, head }: Address, factor: number): void {
    this.gates.data[site * mostHeads(this.plain.sites) + head] = factor;
  }

  /** Takes a head out and puts its mean in its place. */
  standIn(address: Address): void {
    this.gate(address, 0);
    this.stoodIn.add(`${address.site} ${address.head}`);
  }

  /** Sets one weight. Throws `bad-input` where the site has no such query or key. */
  set({ site, head }: Address, query: number, key: number, value: number, rest: Rest): void {
    const { fixed, share } = this.rowsOf(site);
    const [, queries = 0, keys = 0] = fixed.dims;
    const missing = (what: string, at: number, count: number): never => raise({ code: 'bad-input', what: `${what} ${at}`, why: `site ${site} has ${count}: 0 to ${count - 1}.` });
    if (!(query >= 0 && query < queries)) missing('query', query, queries);
    if (!(key >= 0 && key < keys)) missing('key', key, keys);
    fixed.data[(head * queries + query) * keys + key] = value;
    share.data[head * queries + query] = rest === 'renormalise' ? 1 : 0;
  }

  /** Sets a head's weights, all of them: [queries * keys]. */
  setHead({ site, head }: Address, values: ArrayLike<number>): void {
    const { fixed, share } = this.rowsOf(site);
    const [, queries = 0, keys = 0] = fixed.dims;
    fixed.data.set(values, head * queries * keys);
    share.data.fill(0, head * queries, (head + 1) * queries);
  }

  edits(): Edits {
    const offsets = this.offsets();
    return { gates: this.gates, rows: this.rows, ...(offsets && { offsets }) };
  }

  private rowsOf(site: number): FixedRows {
    const known = this.rows.get(site);
    if (known) return known;
    const [heads = 0, queries = 0, keys = 0] = this.plain.weights.get(site)?.dims ?? [];
    const made = freeRows(heads, queries, keys);
    this.rows.set(site, made);
    return made;
  }

  /** Sums of what stands in, [sites, hidden]. */
  private offsets(): Tensor<'float32'> | undefined {
    const { means, sites } = this.plain;
    if (this.stoodIn.size === 0) return undefined;
    const hidden = Math.max(0, ...[...(means?.values() ?? [])].map(({ dims }) => dims[1] ?? 0));
    const data = new Float32Array(sites.length * hidden);
    for (const address of this.stoodIn) {
      const [site = 0, head = 0] = address.split(' ').map(Number);
      const mean = means?.get(site) ?? raise({ code: 'not-applicable', analysis: 'mean-out', why: `what the heads of site ${site} give on the average is not known.` });
      for (let i = 0; i < hidden; i++) data[site * hidden + i] = (data[site * hidden + i] ?? 0) + (mean.data[head * hidden + i] ?? 0);
    }
    return float32([sites.length, hidden], data);
  }
}
