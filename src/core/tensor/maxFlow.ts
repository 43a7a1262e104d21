import type { Matrix } from './matrix';

/** What is left of a capacity below this counts as nothing; edges below it are no edges. The error of a flow is at most this times the number of edges. */
const EPSILON = 1e-13;

/**
 * Maximum flow through a layered graph of attention (Abnar and Zuidema 2020): node (l, i) for layers 0..L and positions 0..n-1, and from (l, i) to
 * (l - 1, j) an edge of capacity `layers[l - 1][i, j]`, nodes without bound.
 *
 * Dinic's algorithm with three things that this kind of graph offers, all of them exact. A path straight down a position's own edges is wide, so these
 * are filled first. The search runs from the sink over lists of nodes not yet seen, so that in a dense graph it costs a layer's nodes and not its
 * edges. And a flow that fills all that leaves the source or all that can enter the sink is maximal without a last search. What a solve
 * changed is undone edge by edge, never copied.
 */
export class LayeredFlow {
  private readonly depth: number;
  private readonly n: number;
  /** Edge (l + 1, i) -> (l, j) is at l n^2 + i n + j. */
  private readonly capacity: Float64Array;
  private readonly room: Float64Array;
  private readonly flow: Float64Array;
  /** Flow through each node, l n + i. */
  private readonly through: Float64Array;
  private readonly touched: number[] = [];
  /** Edges to the sink in a path, and 2 n places that an arc pointer goes through: own position first, then the others, then backwards. */
  private readonly distance: Int32Array;
  private readonly pointer: Int32Array;
  private readonly queue: Int32Array;
  private readonly unseen: Int32Array;
  private readonly unseenCount: Int32Array;
  private readonly path: Int32Array;
  private readonly pathEdge: Int32Array;
  private readonly reach: Uint8Array;

  /** Layers are square, the one nearest to the input first; negative capacities count as none. Throws RangeError for other shapes. */
  constructor(layers: readonly Matrix[]) {
    const n = layers[0]?.rows ?? 0;
    if (n === 0 || layers.some(layer => layer.rows !== n || layer.columns !== n)) throw new RangeError('layers of a flow are square and of one size');
    this.n = n;
    this.depth = layers.length;
    const nodes = (this.depth + 1) * n;
    this.capacity = new Float64Array(this.depth * n * n);
    layers.forEach(({ data }, l) => {
      this.capacity.set(
        data.map(value => (value > EPSILON ? value : 0)),
        l * n * n,
      );
    });
    this.room = this.capacity.slice();
    this.flow = new Float64Array(this.capacity.length);
    this.through = new Float64Array(nodes);
    [this.distance, this.pointer, this.queue, this.unseen] = [new Int32Array(nodes), new Int32Array(nodes), new Int32Array(nodes), new Int32Array(nodes)];
    this.unseenCount = new Int32Array(this.depth + 1);
    [this.path, this.pathEdge] = [new Int32Array(nodes + 1), new Int32Array(nodes + 1)];
    this.reach = reachable(this.capacity, this.depth, n);
  }

  /** The maximum flow from position `source` of the top layer to position `sink` of the input. */
  between(source: number, sink: number): number {
    const { n, depth, capacity } = this;
    const direct = (depth - 1) * n * n + source * n;
    if (depth === 1) return capacity[direct + sink] as number;
    const bound = Math.min(this.leaving(source), this.entering(source, sink));
    let total = this.fillStraight(source, sink);
    const [from, to] = [depth * n + source, sink];
    // The sums of the bounds round differently than the flow does: what is that close is full.
    while (total < bound - EPSILON * n && this.search(from, to)) total += this.block(from, to);
    this.restore();
    return total;
  }

  private leaving(source: number): number {
    const { n, depth, capacity } = this;
    let sum = 0;
    for (let j = 0, at = (depth - 1) * n * n + source * n; j < n; j++) sum += capacity[at + j] as number;
    return sum;
  }

  /** What enters the sink from nodes of layer 1 that the source reaches. */
  private entering(source: number, sink: number): number {
    const { n, capacity, reach } = this;
    let sum = 0;
    for (let k = 0; k < n; k++) if (reach[source * n + k] === 1) sum += capacity[k * n + sink] as number;
    return sum;
  }

  /** Fills the paths source -> k -> k -> ... -> k -> sink. */
  private fillStraight(source: number, sink: number): number {
    const { n, depth, room } = this;
    const square = n * n;
    let total = 0;
    for (let k = 0; k < n; k++) {
      let least = Math.min(room[(depth - 1) * square + source * n + k] as number, room[k * n + sink] as number);
      for (let l = 1; l < depth - 1 && least > 0; l++) least = Math.min(least, room[l * square + k * n + k] as number);
      if (least <= EPSILON) continue;
      total += least;
      this.push((depth - 1) * square + source * n + k, depth * n + source, least);
      for (let l = depth - 2; l >= 1; l--) this.push(l * square + k * n + k, (l + 1) * n + k, least);
      this.push(k * n + sink, n + k, least);
    }
    return total;
  }

  /** Sends `amount` along an edge whose upper end is `tail`. */
  private push(edge: number, tail: number, amount: number): void {
    if (this.flow[edge] === 0) this.touched.push(edge);
    this.flow[edge] = (this.flow[edge] as number) + amount;
    this.room[edge] = (this.room[edge] as number) - amount;
    this.through[tail] = (this.through[tail] as number) + amount;
  }

  /** Takes `amount` back from an edge. */
  private pull(edge: number, tail: number, amount: number): void {
    this.flow[edge] = Math.max(0, (this.flow[edge] as number) - amount);
    this.room[edge] = (this.room[edge] as number) + amount;
    this.through[tail] = (this.through[tail] as number) - amount;
    // The place in `touched` stays; a second entry is harmless.
    if (this.flow[edge] === 0) this.room[edge] = this.capacity[edge] as number;
  }

  private restore(): void {
    for (const edge of this.touched) {
      this.flow[edge] = 0;
      this.room[edge] = this.capacity[edge] as number;
    }
    this.touched.length = 0;
    this.through.fill(0);
  }

  /** Distances to the sink over edges with room and flows that can be taken back, up to that of the source; false where it is cut off. */
  private search(source: number, sink: number): boolean {
    const { n, distance, queue, unseen, unseenCount } = this;
    distance.fill(-1);
    for (let l = 0; l < this.depth; l++) {
      for (let i = 0; i < n; i++) unseen[l * n + i] = l * n + i;
      unseenCount[l] = n;
    }
    // Of the top layer only the source, of the input only the sink can lie on a path.
    unseen[this.depth * n] = source;
    unseenCount[this.depth] = 1;
    unseenCount[0] = 0;
    distance[sink] = 0;
    queue[0] = sink;
    let end = 1;
    for (let next = 0; next < end; next++) {
      const node = queue[next] as number;
      if (distance[source] !== -1) break;
      end = this.seeAbove(node, end);
      if ((this.through[node] as number) > EPSILON) end = this.seeBelow(node, end);
    }
    return distance[source] !== -1;
  }

  /** Nodes of the layer above with room towards `node`. */
  private seeAbove(node: number, end: number): number {
    const { n, room, unseen, unseenCount, distance, queue } = this;
    const layer = Math.floor(node / n);
    const edge = layer * n * n + (node - layer * n);
    const first = (layer + 1) * n;
    let kept = 0;
    const count = unseenCount[layer + 1] as number;
    for (let k = first; k < first + count; k++) {
      const candidate = unseen[k] as number;
      if ((room[edge + (candidate - first) * n] as number) > EPSILON) {
        distance[candidate] = (distance[node] as number) + 1;
        queue[end++] = candidate;
      } else unseen[first + kept++] = candidate;
    }
    unseenCount[layer + 1] = kept;
    return end;
  }

  /** Nodes of the layer below that `node` sends flow to: it can be taken back. */
  private seeBelow(node: number, end: number): number {
    const { n, flow, unseen, unseenCount, distance, queue } = this;
    const layer = Math.floor(node / n);
    if (layer === 0) return end;
    const first = (layer - 1) * n;
    const edge = (layer - 1) * n * n + (node - layer * n) * n - first;
    let kept = 0;
    const count = unseenCount[layer - 1] as number;
    for (let k = first; k < first + count; k++) {
      const candidate = unseen[k] as number;
      if ((flow[edge + candidate] as number) > EPSILON) {
        distance[candidate] = (distance[node] as number) + 1;
        queue[end++] = candidate;
      } else unseen[first + kept++] = candidate;
    }
    unseenCount[layer - 1] = kept;
    return end;
  }

  /** A blocking flow along shortest paths. */
  private block(source: number, sink: number): number {
    const { path, pointer } = this;
    pointer.fill(0);
    path[0] = source;
    let [depth, total] = [0, 0];
    for (;;) {
      const node = path[depth] as number;
      if (node === sink) {
        const { amount, cut } = this.augment(depth);
        total += amount;
        depth = cut;
      } else if (this.advance(node, depth)) depth++;
      else if (depth === 0) return total;
      else {
        this.distance[node] = -1;
        depth--;
        const before = path[depth] as number;
        pointer[before] = (pointer[before] as number) + 1;
      }
    }
  }

  /** Puts the next node of a shortest path at depth + 1 of the path; false where `node` has none left. */
  private advance(node: number, depth: number): boolean {
    const { n, pointer, path, pathEdge, distance, room, flow } = this;
    const layer = Math.floor(node / n);
    const own = node - layer * n;
    const wanted = (distance[node] as number) - 1;
    const square = n * n;
    const end = layer < this.depth ? 2 * n : n;
    for (let at = pointer[node] as number; at < end; at++) {
      const turned = at < n ? own + at : at - n;
      const other = turned >= n ? turned - n : turned;
      const down = at < n;
      if (down && layer === 0) continue;
      const next = (down ? layer - 1 : layer + 1) * n + other;
      if (distance[next] !== wanted) continue;
      const edge = down ? (layer - 1) * square + own * n + other : layer * square + other * n + own;
      if (((down ? room[edge] : flow[edge]) as number) <= EPSILON) continue;
      pointer[node] = at;
      path[depth + 1] = next;
      pathEdge[depth] = edge;
      return true;
    }
    pointer[node] = end;
    return false;
  }

  /** Sends as much as fits along the path; the search goes on from the first edge that is full. */
  private augment(length: number): { readonly amount: number; readonly cut: number } {
    const { path, pathEdge, room, flow } = this;
    let amount = Number.POSITIVE_INFINITY;
    let cut = 0;
    for (let i = 0; i < length; i++) {
      const down = (path[i] as number) > (path[i + 1] as number);
      const left = (down ? room[pathEdge[i] as number] : flow[pathEdge[i] as number]) as number;
      if (left < amount) [amount, cut] = [left, i];
    }
    for (let i = 0; i < length; i++) {
      const [tail, head] = [path[i] as number, path[i + 1] as number];
      if (tail > head) this.push(pathEdge[i] as number, tail, amount);
      else this.pull(pathEdge[i] as number, head, amount);
    }
    return { amount, cut };
  }
}

/** Which nodes of layer 1 each node of the top layer reaches, [top, layer 1]. */
function reachable(capacity: Float64Array, depth: number, n: number): Uint8Array {
  const square = n * n;
  let reach = new Uint8Array(square);
  for (let i = 0; i < n; i++) reach[i * n + i] = 1;
  for (let l = depth - 1; l >= 1; l--) {
    const next = new Uint8Array(square);
    for (let i = 0; i < n; i++) {
      const row = next.subarray(i * n, (i + 1) * n);
      let left = n;
      for (let m = 0; m < n && left > 0; m++) {
        if (reach[i * n + m] !== 1) continue;
        for (let k = 0; k < n; k++)
          if (row[k] === 0 && (capacity[l * square + m * n + k] as number) > 0) {
            row[k] = 1;
            left--;
          }
      }
    }
    reach = next;
  }
  return reach;
}
