import type { Mapping } from '../mapping';

/** Each weight by itself in 0..1: rows sum to anything. */
export const sigmoid: Mapping = {
  id: 'sigmoid',
  title: 'sigmoid',
  rowsSumToOne: false,
  recognise: ({ node }) => (node.op === 'Sigmoid' ? { scores: node.inputs[0] ?? '' } : undefined),
};
