import type { Node } from '../onnx/graph';
import type { Look } from './mapping';

/** Operators met on the way back from a threshold to the scores that it was found from. */
export interface Threshold {
  readonly ops: ReadonlySet<string>;
  /** The scores enter a sort (TopK) somewhere on the way. */
  readonly sorts: boolean;
}

const LIMIT = 200;

/** Walks back from `from` and stops at `scores`; undefined where the scores are not what it is computed from. */
export function thresholdOf(from: string, scores: string, look: Look): Threshold | undefined {
  const ops = new Set<string>();
  const seen = new Set<Node>();
  let sorts = false;
  let reached = false;
  const visit = (value: string): void => {
    const node = look.maker(value);
    if (look.plain(value) === scores) reached = true;
    if (!node || look.plain(value) === scores || seen.has(node) || seen.size > LIMIT) return;
    seen.add(node);
    ops.add(node.op);
    if (node.op === 'TopK' && look.plain(node.inputs[0]) === scores) sorts = true;
    for (const input of node.inputs) if (input) visit(input);
  };
  visit(from);
  return reached ? { ops, sorts } : undefined;
}

/** Both operands of max(x, 0) in any spelling: the x, or undefined. */
export function positivePart(node: Node, look: Look): string | undefined {
  const [first, second, third] = node.inputs;
  if (node.op === 'Relu') return first;
  if (node.op === 'Clip' && look.scalar(second) === 0 && !third) return first;
  if (node.op !== 'Max' || node.inputs.length !== 2) return undefined;
  if (look.scalar(second) === 0) return first;
  return look.scalar(first) === 0 ? second : undefined;
}

/** x - tau, where tau is found by sorting x: [x, threshold]. */
export function aboveThreshold(value: string | undefined, look: Look): readonly [string, Threshold] | undefined {
  const node = look.maker(value);
  if (node?.op !== 'Sub') return undefined;
  const scores = look.plain(node.inputs[0]);
  const threshold = thresholdOf(node.inputs[1] ?? '', scores, look);
  return threshold?.sorts ? [scores, threshold] : undefined;
}

/** The scores before a shift by their own maximum, which no mapping onto the simplex notices. */
export function unshifted(value: string, look: Look): string {
  const node = look.maker(value);
  if (node?.op !== 'Sub') return value;
  const [from = '', by] = node.inputs;
  const most = look.maker(by);
  const own = most?.op === 'ReduceMax' && look.plain(most.inputs[0]) === look.plain(from);
  return own ? look.plain(from) : value;
}
