import type { Graph, Node } from '../onnx/graph';
import { type Atom, isOne } from './atoms';
import type { NearMiss } from './site';
import type { Scene } from './walk';

/** Operators that hold a whole attention, by domain. A rule that turns one into primitives takes it off this list. */
const FUSED: Readonly<Record<string, readonly string[]>> = {
  '': ['Attention'],
  'com.microsoft': [
    'Attention',
    'DecoderAttention',
    'DecoderMaskedMultiHeadAttention',
    'DecoderMaskedSelfAttention',
    'GroupQueryAttention',
    'LinearAttention',
    'LongformerAttention',
    'MultiHeadAttention',
    'PackedAttention',
    'PackedMultiHeadAttention',
    'PagedAttention',
    'QAttention',
    'QOrderedAttention',
    'QOrderedLongformerAttention',
    'SparseAttention',
  ],
};

const named = (node: Node) => node.name || node.outputs[0] || node.op;

export const fusedOperators = (graph: Graph): NearMiss[] =>
  graph.nodes
    .filter(node => FUSED[node.domain]?.includes(node.op))
    .map(node => ({ at: named(node), why: `fused operator ${node.domain ? `${node.domain}.` : ''}${node.op} keeps its weights inside` }));

const subgraphs = (node: Node): Graph[] => Object.values(node.attributes).flatMap(held => (held.type === 'graph' ? [held.value] : []));

/** A branch or loop body with something in it that turns scores into weights, or a fused attention. */
const attends = (graph: Graph): boolean => graph.nodes.some(node => node.op === 'Softmax' || FUSED[node.domain]?.includes(node.op) || subgraphs(node).some(attends));

export const unentered = (graph: Graph): NearMiss[] =>
  graph.nodes.filter(node => subgraphs(node).some(attends)).map(node => ({ at: named(node), why: `inside a body of ${node.op}: what runs there cannot be tapped from outside` }));

/** Softmax over positions that no site accounts for. */
export function strayMappings(graph: Graph, scene: Scene, used: ReadonlySet<string>, position: (atom: Atom) => boolean): NearMiss[] {
  return graph.nodes.flatMap(node => {
    const [result = ''] = node.outputs;
    const axes = scene.lineage.axesOf(result);
    const lengths = scene.lineage.lengthsOf(result);
    if (node.op !== 'Softmax' || used.has(result) || !axes || !lengths) return [];
    const held = node.attributes.axis;
    const axis = held?.type === 'int' ? held.value : -1;
    if (isOne(lengths.at(axis) ?? [1]) || !axes.at(axis)?.some(position)) return [];
    return [{ at: named(node), why: 'softmax over positions that weighs no values by position' }];
  });
}
