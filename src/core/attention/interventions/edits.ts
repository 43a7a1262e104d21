import { float32, sizeOf, type Tensor, zeros } from '../../tensor/tensor';
import type { AttentionSite } from '../site';

/** Rows of weights that are not what the mapping made of them. */
export interface FixedRows {
  /** [heads, queries, keys]: the weight that is set, NaN where the model's own stays. */
  readonly fixed: Tensor<'float32'>;
  /** [heads, queries, 1]: 1 where what is not set is scaled so that the row keeps its sum, 0 where it stays as it is. */
  readonly share: Tensor<'float32'>;
}

/** What is changed of a run, as numbers: nothing of it is in the graph, so that one session serves any of it. */
export interface Edits {
  /** [sites, most heads of a site]: factor on the weights, and so on the output, of each head. 1 leaves it as it is to the bit, 0 knocks it out. */
  readonly gates: Tensor<'float32'>;
  /** By site index. */
  readonly rows: ReadonlyMap<number, FixedRows>;
  /** [sites, hidden]: added to each site's output projection; the outputs that stand in for those of heads that were taken out. Absent: nothing. */
  readonly offsets?: Tensor<'float32'>;
}

export const mostHeads = (sites: readonly AttentionSite[]): number => Math.max(1, ...sites.map(({ heads }) => heads));

export const openGates = (sites: readonly AttentionSite[]): Tensor<'float32'> => {
  const dims = [Math.max(1, sites.length), mostHeads(sites)];
  return float32(dims, new Float32Array(sizeOf(dims)).fill(1));
};

export const noEdits = (sites: readonly AttentionSite[]): Edits => ({ gates: openGates(sites), rows: new Map() });

/** Nothing is set in these rows. */
export const freeRows = (heads: number, queries: number, keys: number): FixedRows => ({
  fixed: float32([heads, queries, keys], new Float32Array(heads * queries * keys).fill(Number.NaN)),
  share: zeros(heads, queries, 1),
});
