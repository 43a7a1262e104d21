import type { Node } from '../../onnx/graph';
import type { Look, Mapping } from '../mapping';
import { thresholdOf } from '../sorting';
import { softmax } from './softmax';

/** What counts as "never chosen" before a softmax. */
const CLOSED = -1e3;

/** scores < k-th largest ? -inf : scores, in either order: the scores. */
function keptAbove(node: Node, look: Look): string | undefined {
  if (node.op !== 'Where') return undefined;
  const [condition = '', yes, no] = node.inputs;
  const closed = [yes, no].findIndex(value => (look.scalar(value) ?? 0) <= CLOSED);
  if (closed < 0) return undefined;
  const scores = look.plain(closed === 0 ? no : yes);
  return thresholdOf(condition, scores, look)?.sorts ? scores : undefined;
}

/** The k largest written into a row of -inf: the scores. */
function scattered(node: Node, look: Look): string | undefined {
  if (node.op !== 'ScatterElements') return undefined;
  const [, indices, updates] = node.inputs;
  const [from, best] = [look.maker(indices), look.maker(updates)];
  return from?.op === 'TopK' && best === from ? look.plain(from.inputs[0]) : undefined;
}

/** Explicit sparse attention (Zhao et al. 2019): softmax over the k largest scores of each row. */
export const topk: Mapping = {
  id: 'topk',
  title: 'top-k softmax',
  rowsSumToOne: true,
  recognise(place) {
    const inner = softmax.recognise(place);
    const chosen = inner && 'scores' in inner ? place.look.maker(inner.scores) : undefined;
    const scores = chosen && (keptAbove(chosen, place.look) ?? scattered(chosen, place.look));
    return scores ? { scores } : undefined;
  },
};
