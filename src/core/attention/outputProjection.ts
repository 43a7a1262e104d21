import { consumers, type Graph, intOf } from '../onnx/graph';
import { lengthOf } from './atoms';
import type { Found } from './judge';
import { atomsAt, layoutsAfter } from './products';
import type { AttentionSite } from './site';
import type { Scene } from './walk';

type Projection = NonNullable<AttentionSite['outputProjection']>;

/**
 * W_O: the parameters that the heads' outputs meet first, after layout alone. Taken only where their rows are heads * values wide with
 * values innermost, so that a head's part can be cut out. `joined` is where the parts of a site cut in pieces lie side by side: along
 * features where each head has its own product, which makes them head by head.
 */
export function outputProjection(graph: Graph, { product, values }: Found, heads: number, width: number, scene: Scene, joined?: Joined): Projection | undefined {
  const { lineage } = scene;
  const from = joined?.value ?? product.result;
  const inner = joined?.along === 'head' ? [] : atomsAt(lineage, values.value, values.free).map(atom => atom.id);
  for (const value of [from, ...layoutsAfter(graph, from).map(after => after.value)]) {
    const last = lineage.axesOf(value)?.at(-1) ?? [];
    const wide = lengthOf(last, lineage.runs)[0] === heads * width;
    if (!wide || !inner.every(id => last.slice(-inner.length).some(atom => atom.id === id))) continue;
    const found = projectionOf(graph, value, heads * width, scene);
    if (found) return found;
  }
  return undefined;
}

/** The value in which pieces of a site are joined, and what lies along the joined axis. */
export interface Joined {
  readonly value: string;
  readonly along: 'query' | 'head';
}

function projectionOf(graph: Graph, value: string, rows: number, { lineage, dependence }: Scene): Projection | undefined {
  for (const node of consumers(graph).get(value) ?? []) {
    const [input, weight = ''] = node.inputs;
    const dims = lineage.lengthsOf(weight);
    if (input !== value || dims?.length !== 2 || dependence.data(weight) || !['MatMul', 'Gemm'].includes(node.op)) continue;
    const transposed = node.op === 'Gemm' && intOf(node, 'transB', 0) === 1;
    if (dims[transposed ? 1 : 0]?.[0] === rows) return { weight, transposed };
  }
  return undefined;
}
