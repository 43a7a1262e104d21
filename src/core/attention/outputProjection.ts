import { consumers, type Graph, intOf } from '../onnx/graph';
import { lengthOf } from './atoms';
import type { Found } from './judge';
import { atomsAt, layoutsAfter } from './products';
import type { AttentionSite } from './site';
import type { Scene } from './walk';

type Projection = NonNullable<AttentionSite['outputProjection']>;

/**
 * W_O: the parameters that the heads' outputs meet first, after layout alone. Taken only where their rows are heads * values wide with
 * values innermost, so that a head's part can be cut out.
 */
export function outputProjection(graph: Graph, { product, values }: Found, heads: number, width: number, scene: Scene): Projection | undefined {
  const read = consumers(graph);
  const { lineage, dependence } = scene;
  const inner = atomsAt(lineage, values.value, values.free).map(atom => atom.id);
  const places = [product.result, ...layoutsAfter(graph, product.result).map(({ value }) => value)];
  for (const value of places) {
    const last = lineage.axesOf(value)?.at(-1) ?? [];
    const wide = lengthOf(last, lineage.runs)[0] === heads * width;
    if (!wide || !inner.every(id => last.slice(-inner.length).some(atom => atom.id === id))) continue;
    for (const node of read.get(value) ?? []) {
      const [input, weight = ''] = node.inputs;
      const dims = lineage.lengthsOf(weight);
      if (input !== value || dims?.length !== 2 || dependence.data(weight) || !['MatMul', 'Gemm'].includes(node.op)) continue;
      const transposed = node.op === 'Gemm' && intOf(node, 'transB', 0) === 1;
      if (dims[transposed ? 1 : 0]?.[0] === heads * width) return { weight, transposed };
    }
  }
  return undefined;
}
