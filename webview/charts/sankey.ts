/** What goes along one edge, from `from` in the column above to `to` in the one below. */
export interface Edge {
  readonly layer: number;
  readonly from: number;
  readonly to: number;
  readonly mass: number;
}

/** What flows through the layers: a column for each row of `mass`, the input first, and edges between neighbours. */
export interface Flowing {
  /** [columns * tokens] */
  readonly mass: ArrayLike<number>;
  readonly tokens: number;
  readonly columns: number;
  /** Strongest first. Edge of layer l: from column l + 1 to column l. */
  readonly edges: readonly Edge[];
}

/** A token in one column, in CSS pixels from the top. */
export interface Node {
  readonly column: number;
  readonly token: number;
  readonly mass: number;
  readonly y: number;
  readonly height: number;
}

/** An edge as a ribbon of one width: where it begins in the column below and in the one above. */
export interface Ribbon extends Edge {
  readonly below: number;
  readonly above: number;
  readonly height: number;
}

export interface Sankey {
  readonly nodes: readonly Node[];
  readonly ribbons: readonly Ribbon[];
  /** Share of all that flows between layers that the ribbons carry, 0..1. */
  readonly drawn: number;
}

const GAP = 14;
/** At most this share of the height is left between nodes. */
const GAPS = 0.4;

export const massAt = ({ mass, tokens }: Pick<Flowing, 'mass' | 'tokens'>, column: number, token: number): number => mass[column * tokens + token] ?? 0;

/** All that flows between layers: each layer passes on what stands above it. */
export function totalFlow(flow: Flowing): number {
  let total = 0;
  for (let at = flow.tokens; at < flow.columns * flow.tokens; at++) total += flow.mass[at] ?? 0;
  return total;
}

/**
 * Places what carries at least `threshold`: tokens of a column stand in the text's order and never overlap, all columns are at one scale, and ribbons stand
 * side by side within their tokens, so that an uncovered piece of a token is what flows along edges that are too weak to be drawn. From the top down a column
 * is put where its ribbons are as straight as that order allows.
 */
export function layOutSankey(flow: Flowing, threshold: number, height: number): Sankey {
  const columns = Array.from({ length: flow.columns }, (_, column) => tokensOf(flow, column, threshold));
  const scale = Math.min(...columns.filter(({ length }) => length > 0).map(tokens => room(tokens.length, height) / sum(tokens.map(({ mass }) => mass))));
  const edges = flow.edges.filter(({ mass }) => mass >= threshold && mass > 0);
  const nodes: Node[] = [];
  const ribbons: Ribbon[] = [];
  let above: readonly Node[] = [];
  for (let column = flow.columns - 1; column >= 0; column--) {
    const standing = columns[column] ?? [];
    const heights = standing.map(({ mass }) => mass * scale);
    const begun = leaving(
      edges.filter(({ layer }) => layer === column),
      above,
      scale,
    );
    const wishes = standing.map(({ token, mass }, at) => wish(begun, token, { mass, y: ((token + 0.5) / flow.tokens) * height - (heights[at] ?? 0) / 2 }));
    const places = inOrder(wishes, heights, gapOf(standing.length, height), height);
    const made = standing.map(({ token, mass }, at): Node => ({ column, token, mass, y: places[at] ?? 0, height: heights[at] ?? 0 }));
    ribbons.push(...arriving(begun, made));
    nodes.unshift(...made);
    above = made;
  }
  const total = totalFlow(flow);
  return { nodes, ribbons, drawn: total > 0 ? sum(ribbons.map(({ mass }) => mass)) / total : 0 };
}

type Begun = Omit<Ribbon, 'below'>;

/** Where edges begin in the column above: side by side within their tokens, by the token that they go to. */
function leaving(edges: readonly Edge[], nodes: readonly Node[], scale: number): readonly Begun[] {
  const free = new Map(nodes.map(({ token, y }) => [token, y]));
  return [...edges]
    .sort((one, other) => one.to - other.to)
    .flatMap((edge): Begun[] => {
      const above = free.get(edge.from);
      if (above === undefined) return [];
      const height = edge.mass * scale;
      free.set(edge.from, above + height);
      return [{ ...edge, above, height }];
    })
    .sort((one, other) => one.from - other.from || one.to - other.to);
}

/** Where edges end in the column below: side by side within their tokens, by the token that they come from. */
function arriving(edges: readonly Begun[], nodes: readonly Node[]): readonly Ribbon[] {
  const free = new Map(nodes.map(({ token, y }) => [token, y]));
  return edges.flatMap((edge): Ribbon[] => {
    const below = free.get(edge.to);
    if (below === undefined) return [];
    free.set(edge.to, below + edge.height);
    return [{ ...edge, below }];
  });
}

interface Wish {
  readonly y: number;
  readonly weight: number;
}

/** A token without ribbons hardly pulls: it goes where others leave room. */
const HARDLY = 1e-3;

/** Where a token of the column below would have its ribbons straight, weighed by what they carry; without ribbons its place in the text. */
function wish(edges: readonly Begun[], token: number, otherwise: { readonly mass: number; readonly y: number }): Wish {
  let [weight, total, offset] = [0, 0, 0];
  for (const { to, above, height } of edges) {
    if (to !== token) continue;
    total += height * (above - offset);
    weight += height;
    offset += height;
  }
  return weight > 0 ? { y: total / weight, weight } : { y: otherwise.y, weight: otherwise.mass * HARDLY };
}

/** Places as near to what is wished as their order, a gap between two and the ends allow: weighted isotonic regression by pooling neighbours that are out of order. */
function inOrder(wishes: readonly Wish[], heights: readonly number[], gap: number, height: number): readonly number[] {
  const before: number[] = [];
  let taken = 0;
  for (const high of heights) {
    before.push(taken);
    taken += high + gap;
  }
  const pools: { y: number; weight: number; count: number }[] = [];
  for (const [at, { y, weight }] of wishes.entries()) {
    let pool = { y: y - (before[at] ?? 0), weight, count: 1 };
    for (let last = pools.at(-1); last && last.y > pool.y; last = pools.at(-1)) {
      const both = last.weight + pool.weight;
      pool = { y: (last.y * last.weight + pool.y * pool.weight) / both, weight: both, count: last.count + pool.count };
      pools.pop();
    }
    pools.push(pool);
  }
  const most = Math.max(0, height - (taken - gap));
  return pools.flatMap(({ y, count }) => new Array<number>(count).fill(Math.max(0, Math.min(most, y)))).map((y, at) => y + (before[at] ?? 0));
}

interface Standing {
  readonly token: number;
  readonly mass: number;
}

function tokensOf(flow: Flowing, column: number, threshold: number): readonly Standing[] {
  const found: Standing[] = [];
  for (let token = 0; token < flow.tokens; token++) {
    const mass = massAt(flow, column, token);
    if (mass >= threshold && mass > 0) found.push({ token, mass });
  }
  return found;
}

const gapOf = (count: number, height: number): number => (count > 1 ? Math.min(GAP, (GAPS * height) / (count - 1)) : 0);

const room = (count: number, height: number): number => height - gapOf(count, height) * (count - 1);

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** One way through all layers: a token for each column, and the share of the flow that takes it. */
export interface Way {
  readonly tokens: readonly number[];
  readonly share: number;
}

/**
 * The strongest single way from the top to the input through one token of one column: the product of what each step takes on. Undefined where the edges, of
 * which only the strongest are known, make none.
 */
export function strongestWay(flow: Flowing, column: number, token: number): Way | undefined {
  const above = follow(flow, 'down');
  const below = follow(flow, 'up');
  const at = column * flow.tokens + token;
  const [reached, goes] = [above.best[at] ?? 0, below.best[at] ?? 0];
  if (!(reached > 0 && goes > 0)) return undefined;
  const tokens = new Array<number>(flow.columns).fill(token);
  for (let c = column; c + 1 < flow.columns; c++) tokens[c + 1] = above.next[c * flow.tokens + (tokens[c] ?? 0)] ?? 0;
  for (let c = column; c > 0; c--) tokens[c - 1] = below.next[c * flow.tokens + (tokens[c] ?? 0)] ?? 0;
  return { tokens, share: reached * goes };
}

/** For each token of each column the best product of steps: `down` from the top to it, `up` from the input to it, and the neighbour through which it goes. */
function follow(flow: Flowing, way: 'down' | 'up'): { readonly best: Float64Array; readonly next: Int32Array } {
  const { tokens, columns } = flow;
  const best = new Float64Array(columns * tokens);
  const next = new Int32Array(columns * tokens).fill(-1);
  const start = way === 'down' ? columns - 1 : 0;
  for (let token = 0; token < tokens; token++) best[start * tokens + token] = way === 'up' ? 1 : massAt(flow, start, token);
  const order = [...flow.edges].sort((one, other) => (way === 'down' ? other.layer - one.layer : one.layer - other.layer));
  for (const { layer, from, to, mass } of order) {
    const [above, below] = [(layer + 1) * tokens + from, layer * tokens + to];
    const standing = flow.mass[above] ?? 0;
    if (!(standing > 0)) continue;
    const [source, target] = way === 'down' ? [above, below] : [below, above];
    const product = (best[source] ?? 0) * (mass / standing);
    if (product <= (best[target] ?? 0)) continue;
    best[target] = product;
    next[target] = way === 'down' ? from : to;
  }
  return { best, next };
}
