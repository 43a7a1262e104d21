import type { Tokens } from '../../../src/core/tokens/input';
import type { AttentionView, Finding, SiteView } from '../../../src/core/viewModels';
import { tokenViews } from '../../../webview/tokens/line';
import { seeded } from './random';

export interface Shape {
  readonly layers: number;
  readonly heads: number;
  readonly causal: boolean;
  readonly valueWidth: number;
}

export const sitesOf = (tokens: Tokens, { layers, heads, causal, valueWidth }: Shape): readonly SiteView[] =>
  Array.from({ length: layers }, (_, layer) => ({
    index: layer,
    layer,
    kind: 'self' as const,
    stack: 'only' as const,
    heads,
    queries: tokens.ids.length,
    keys: tokens.ids.length,
    causal,
    mapping: 'softmax',
    valueWidth,
  }));

const ROLES = ['first', 'previous', 'induction', 'self', 'spread', 'duplicate'] as const;

/** What a head of these pictures does; it goes round over layers and heads. */
export const roleOf = (site: number, head: number): (typeof ROLES)[number] => ROLES[(site * 5 + head * 3 + (site > 0 ? 1 : 0)) % ROLES.length] ?? 'spread';

/** Weights [queries, keys] of one head: softmax of a role's preference and some noise. */
export function weightsOf(tokens: Tokens, causal: boolean, site: number, head: number): Float32Array {
  const count = tokens.ids.length;
  const random = seeded(1 + site * 1009 + head * 9176);
  const weights = new Float32Array(count * count);
  const role = roleOf(site, head);
  for (let query = 0; query < count; query++) {
    const keys = causal ? query + 1 : count;
    const scores = Array.from({ length: keys }, (_, key) => random() * 1.6 + preference(role, tokens.ids, query, key));
    const most = Math.max(...scores);
    const total = scores.reduce((sum, score) => sum + Math.exp(score - most), 0);
    for (const [key, score] of scores.entries()) weights[query * count + key] = Math.exp(score - most) / total;
  }
  return weights;
}

function preference(role: (typeof ROLES)[number], ids: readonly number[], query: number, key: number): number {
  const before = ids[key - 1];
  const wanted = {
    first: key === 0,
    previous: key === query - 1,
    induction: key > 0 && key < query && before === ids[query],
    self: key === query,
    duplicate: key < query && ids[key] === ids[query],
    spread: false,
  }[role];
  return (wanted ? 6 : 0) + (key === 0 ? 2 : 0);
}

export function attentionView(tokens: Tokens, shape: Shape): AttentionView {
  const sites = sitesOf(tokens, shape);
  const views = tokenViews(tokens);
  const found: Finding[] = [];
  for (const site of sites) {
    for (let head = 0; head < site.heads; head++) {
      const role = roleOf(site.index, head);
      if (role !== 'spread' && found.every(one => one.role !== role)) found.push({ site: site.index, head, role, strength: 0.93 - found.length * 0.11 });
    }
  }
  const [first = { site: 0, head: 0 }] = found;
  const chosen = found.find(({ role }) => role === 'induction') ?? first;
  return {
    kind: 'attention',
    queries: views,
    keys: views,
    sites,
    chosen: { site: chosen.site, head: chosen.head },
    worthALook: found,
    entropy: sites.map(site => Array.from({ length: site.heads }, (_, head) => entropy(weightsOf(tokens, shape.causal, site.index, head), tokens.ids.length))),
  };
}

/** Mean over queries of -sum a ln a, nats. */
function entropy(weights: Float32Array, queries: number): number {
  return -weights.reduce((sum, weight) => sum + (weight > 0 ? weight * Math.log(weight) : 0), 0) / queries;
}

/** Thumbnails of all heads, pooled by maximum, each scaled to its own largest weight: uint8 [sites][heads][side * side]. */
export function thumbnails(tokens: Tokens, shape: Shape, wanted: number): { readonly dims: readonly number[]; readonly bytes: Uint8Array } {
  const count = tokens.ids.length;
  const side = Math.min(wanted, count);
  const bytes = new Uint8Array(shape.layers * shape.heads * side * side);
  for (let site = 0; site < shape.layers; site++) {
    for (let head = 0; head < shape.heads; head++) {
      const weights = weightsOf(tokens, shape.causal, site, head);
      const most = weights.reduce((high, weight) => Math.max(high, weight), 0);
      const at = (site * shape.heads + head) * side * side;
      for (const [index, weight] of weights.entries()) {
        const cell = at + Math.floor((Math.floor(index / count) * side) / count) * side + Math.floor(((index % count) * side) / count);
        bytes[cell] = Math.max(bytes[cell] ?? 0, Math.round((weight / most) * 255));
      }
    }
  }
  return { dims: [shape.layers, shape.heads, side * side], bytes };
}
