import type { Node } from '../../onnx/graph';
import { frontAxis, type Look, type Mapping, type Place } from '../mapping';
import { unshifted } from '../sorting';

/** exp(x) / sum(exp(x)) written out, with or without the shift by the maximum. */
function writtenOut({ node, axis, rank, look }: Place): string | undefined {
  if (node.op !== 'Div') return undefined;
  const exp = look.maker(node.inputs[0]);
  const sum = look.maker(node.inputs[1]);
  const sums = sum?.op === 'ReduceSum' && look.plain(sum.inputs[0]) === look.plain(node.inputs[0]);
  if (exp?.op !== 'Exp' || !sums || !sum || !alongKeys(sum, axis, rank, look)) return undefined;
  return unshifted(look.plain(exp.inputs[0]), look);
}

const alongKeys = (node: Node, axis: number, rank: number, look: Look) => {
  const axes = look.axes(node);
  return axes?.length === 1 && frontAxis(axes[0] ?? 0, rank) === axis;
};

export const softmax: Mapping = {
  id: 'softmax',
  title: 'softmax',
  rowsSumToOne: true,
  recognise(place) {
    const { node, axis, rank, look } = place;
    const written = writtenOut(place);
    if (written) return { scores: written };
    const inner = node.op === 'Exp' ? look.maker(node.inputs[0]) : node;
    if (!inner || inner.op !== (node.op === 'Exp' ? 'LogSoftmax' : 'Softmax')) return undefined;
    if (frontAxis(inner.attributes.axis?.type === 'int' ? inner.attributes.axis.value : -1, rank) !== axis) return { why: 'its softmax does not run over the keys' };
    return { scores: inner.inputs[0] ?? '' };
  },
};
