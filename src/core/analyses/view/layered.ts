import type { Matrix } from '../../tensor/matrix';
import type { FlowEdge, LayeredFlow } from '../../viewModels';

/** Edges that a layered picture is given, over all layers; each layer has its part of them. */
const MOST_EDGES = 1200;
const FEWEST_OF_A_LAYER = 16;

interface Step {
  readonly edges: readonly FlowEdge[];
  readonly below: Float64Array;
}

/** The strongest of what is offered, strongest first, at most `most`: the first of equals stays. */
class Strongest {
  readonly edges: FlowEdge[] = [];

  constructor(private readonly most: number) {}

  /** What an edge must exceed to be kept. */
  get least(): number {
    return this.edges.length < this.most ? 0 : (this.edges[this.most - 1]?.mass ?? 0);
  }

  offer(edge: FlowEdge): void {
    let at = this.edges.length;
    while (at > 0 && (this.edges[at - 1]?.mass ?? 0) < edge.mass) at--;
    this.edges.splice(at, 0, edge);
    if (this.edges.length > this.most) this.edges.pop();
  }
}

/** Mass goes down one layer along its weights. */
function step({ rows, columns, data }: Matrix, mass: Float64Array, layer: number, most: number): Step {
  const below = new Float64Array(columns);
  const strongest = new Strongest(most);
  for (let from = 0; from < rows; from++) {
    const share = mass[from] as number;
    if (share === 0) continue;
    for (let to = 0; to < columns; to++) {
      const moved = share * (data[from * columns + to] as number);
      below[to] = (below[to] as number) + moved;
      if (moved > strongest.least) strongest.offer({ layer, from, to, mass: moved });
    }
  }
  return { edges: strongest.edges, below };
}

/** The way down from `query` whose weights have the largest product; the first of equals. */
function strongestPath(layers: readonly Matrix[], query: number): LayeredFlow['path'] {
  const n = layers[0]?.rows ?? 0;
  let best = new Float64Array(n);
  best[query] = 1;
  const cameFrom: Int32Array[] = [];
  for (const { data } of [...layers].reverse()) {
    const next = new Float64Array(n);
    const from = new Int32Array(n);
    for (let i = 0; i < n; i++) {
      const share = best[i] as number;
      if (share === 0) continue;
      for (let j = 0; j < n; j++) {
        const product = share * (data[i * n + j] as number);
        if (product > (next[j] as number)) [next[j], from[j]] = [product, i];
      }
    }
    best = next;
    cameFrom.push(from);
  }
  let at = 0;
  for (let j = 1; j < n; j++) if ((best[j] as number) > (best[at] as number)) at = j;
  const share = best[at] ?? 0;
  const tokens = [at];
  for (const from of cameFrom.reverse()) {
    at = from[at] ?? 0;
    tokens.push(at);
  }
  return { tokens, share };
}

/** Rollout of one query taken apart, from the layers' weights [n, n] with their residual path, lowest first. See `LayeredFlow`. */
export function layeredFlow(layers: readonly Matrix[], names: readonly number[], query: number): LayeredFlow {
  const n = layers[0]?.rows ?? 0;
  const most = Math.max(FEWEST_OF_A_LAYER, Math.floor(MOST_EDGES / Math.max(1, layers.length)));
  const mass = new Float32Array((layers.length + 1) * n);
  const edges: FlowEdge[] = [];
  let at: Float64Array = new Float64Array(n);
  at[query] = 1;
  mass.set(at, layers.length * n);
  for (let layer = layers.length - 1; layer >= 0; layer--) {
    const { below, edges: strongest } = step(layers[layer] as Matrix, at, layer, most);
    mass.set(below, layer * n);
    edges.push(...strongest);
    at = below;
  }
  edges.sort((a, b) => b.mass - a.mass);
  return { query, layers: names, mass, edges, path: strongestPath(layers, query) };
}
