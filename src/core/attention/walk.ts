import { type Graph, type Node, producers } from '../onnx/graph';
import { isOne } from './atoms';
import { reducedAxes, scalarOf } from './constants';
import type { Dependence } from './dependence';
import type { Lineage } from './lineage';
import type { Look, Place, Recognised } from './mapping';
import { MAPPINGS } from './mappings';
import { LAYOUT } from './products';
import { type Parts, stepBack } from './stepBack';

/** What all of the finding shares. */
export interface Scene {
  readonly graph: Graph;
  readonly made: ReadonlyMap<string, Node>;
  readonly lineage: Lineage;
  readonly dependence: Dependence;
  readonly look: Look;
}

/** What stands between the weights of a product and the scores that they were made from. */
export interface Walked {
  /** Id of a mapping, or 'unknown'. */
  readonly mapping: string;
  /** The value that the mapping makes; the weights themselves, or what masks, slices and mixing of heads turn into them. */
  readonly mapped?: string;
  readonly scores?: string;
  /** The meaning of the axes of `mapped` and `scores`. */
  readonly parts?: Parts;
  /** Something on the way makes rows sum to one: a mapping that does, or a division by their sum. */
  readonly normalises: boolean;
  /** Why a mapping that looked known was not taken. */
  readonly why?: string;
  /** The softmax that was met over another axis. */
  readonly elsewhere?: boolean;
}

const PLAIN = new Set(['Cast', 'Identity', 'Dropout']);
/** Operators that bring the weights on without making them. */
const CARRIERS = new Set([...LAYOUT, 'Slice', 'Split', 'Expand', 'Pad', 'Gather', 'Trilu', 'QuantizeLinear', 'DequantizeLinear']);
/** Operators through which a mask, a constant or parameters that mix heads may act on weights. */
const MASKED = new Set(['Mul', 'Div', 'Where', 'MatMul', 'Gemm', 'Einsum', 'Add', 'Sub']);

function lookAt(graph: Graph, made: ReadonlyMap<string, Node>): Look {
  const plain = (value = ''): string => {
    const node = made.get(value);
    return node && PLAIN.has(node.op) ? plain(node.inputs[0]) : value;
  };
  return { plain, maker: value => made.get(plain(value)), scalar: value => scalarOf(graph, value), axes: node => reducedAxes(graph, node) };
}

export function sceneOf(graph: Graph, lineage: Lineage, dependence: Dependence): Scene {
  const made = producers(graph);
  return { graph, made, lineage, dependence, look: lookAt(graph, made) };
}

/** The one axis that is all keys. */
const keyAxis = (parts: Parts): number => {
  const axes = parts.flatMap((axis, i) => (axis.length && axis.every(part => part.key === 'key') ? [i] : []));
  return axes.length === 1 ? (axes[0] ?? -1) : -1;
};

/** Rows of known mappings first to last: the first that knows the place, or the reason of one that nearly did. */
function recognised(place: Place): { readonly id: string; readonly sums: boolean; readonly found: NonNullable<Recognised> } | undefined {
  let why: { id: string; sums: boolean; found: NonNullable<Recognised> } | undefined;
  for (const { id, rowsSumToOne, recognise } of MAPPINGS) {
    const found = recognise(place);
    if (found && 'scores' in found) return { id, sums: rowsSumToOne, found };
    if (found) why ??= { id, sums: false, found };
  }
  return why;
}

/** The operand that carries the weights further back, where the other ones are masks, constants or parameters. */
function carrier(node: Node, parts: Parts, { lineage, dependence, look }: Scene): { readonly input: string; readonly divided: boolean } | undefined {
  const [first = ''] = node.inputs;
  if (CARRIERS.has(node.op)) return { input: first, divided: false };
  if (node.op === 'Concat') {
    const learned = node.inputs.filter(value => dependence.learned(value));
    return learned.length === 1 && learned[0] ? { input: learned[0], divided: false } : undefined;
  }
  if (!MASKED.has(node.op)) return undefined;
  const guard = node.op === 'Where' && ['IsNaN', 'IsInf'].includes(look.maker(first)?.op ?? '');
  const learned = node.inputs.filter((value, i) => dependence.learned(value) && !(guard && i === 0));
  const [only = ''] = learned;
  if (learned.length === 1) return { input: only, divided: false };
  const axis = keyAxis(parts);
  const divisor = node.op === 'Div' ? lineage.lengthsOf(node.inputs[1] ?? '') : undefined;
  return divisor && isOne(divisor.at(axis - parts.length) ?? [1]) ? { input: first, divided: true } : undefined;
}

/**
 * Walks back from a product's operand to the mapping that made it. `parts` is the meaning of the operand's axes; keys are marked 'key'.
 * A division by something learned on the way changes what the mapping gave, so that the mapping is 'unknown' however it began.
 */
export function walkBack(operand: string, parts: Parts, scene: Scene): Walked {
  const { made, lineage, look } = scene;
  let [value, axes, divided] = [operand, parts, false];
  let why: string | undefined;
  let elsewhere = false;
  for (let steps = 0; steps < 60; steps++) {
    const node = made.get(value);
    const axis = keyAxis(axes);
    if (!node || axis < 0) break;
    const hit = recognised({ node, axis, rank: axes.length, look });
    if (hit && 'scores' in hit.found && !divided) return { mapping: hit.id, mapped: value, scores: hit.found.scores, parts: axes, normalises: hit.sums };
    if (hit && 'why' in hit.found) {
      why ??= hit.found.why;
      elsewhere ||= node.op === 'Softmax';
    }
    if (hit) break;
    const next = carrier(node, axes, scene);
    const before = next && stepBack(node, next.input, axes, lineage);
    if (!next || !before) break;
    divided ||= next.divided;
    [value, axes] = [next.input, before];
  }
  return { mapping: 'unknown', normalises: divided, ...(why && { why }), elsewhere };
}
