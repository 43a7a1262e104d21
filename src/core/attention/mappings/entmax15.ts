import type { Node } from '../../onnx/graph';
import type { Look, Mapping } from '../mapping';
import { aboveThreshold, positivePart, unshifted } from '../sorting';

/** The x of x * x, x ** 2. */
function squared(node: Node, look: Look): string | undefined {
  const [first, second] = node.inputs;
  if (node.op === 'Pow' && look.scalar(second) === 2) return first;
  return node.op === 'Mul' && look.plain(first) === look.plain(second) ? first : undefined;
}

/** The x of x / 2 and of 0.5 x. */
function halved(value: string, look: Look): string | undefined {
  const node = look.maker(value);
  const [first, second] = node?.inputs ?? [];
  if (node?.op === 'Div' && look.scalar(second) === 2) return look.plain(first);
  if (node?.op !== 'Mul') return undefined;
  if (look.scalar(second) === 0.5) return look.plain(first);
  return look.scalar(first) === 0.5 ? look.plain(second) : undefined;
}

/** 1.5-entmax (Peters, Niculae and Martins 2019): max(z / 2 - tau, 0) squared, tau from running means and squares of the sorted scores. */
export const entmax15: Mapping = {
  id: 'entmax15',
  title: '1.5-entmax',
  rowsSumToOne: true,
  recognise({ node, look }) {
    const part = look.maker(squared(node, look));
    const [inner, threshold] = (part && aboveThreshold(positivePart(part, look), look)) ?? [];
    if (!inner || !threshold?.ops.has('CumSum') || !threshold.ops.has('Sqrt')) return undefined;
    const scores = halved(unshifted(inner, look), look);
    return scores ? { scores: unshifted(scores, look) } : { why: '1.5-entmax whose halving is folded into the scores' };
  },
};
