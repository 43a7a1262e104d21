import type { Mapping } from '../mapping';
import { aboveThreshold, positivePart, unshifted } from '../sorting';

/** Sparsemax (Martins and Astudillo 2016): max(z - tau, 0), tau from the running sums of the sorted scores. */
export const sparsemax: Mapping = {
  id: 'sparsemax',
  title: 'sparsemax',
  rowsSumToOne: true,
  recognise({ node, look }) {
    const [scores, threshold] = aboveThreshold(positivePart(node, look), look) ?? [];
    if (!scores || !threshold?.ops.has('CumSum') || threshold.ops.has('Sqrt')) return undefined;
    return { scores: unshifted(scores, look) };
  },
};
