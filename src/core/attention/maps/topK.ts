import { message } from '../../message';
import { largest } from '../../tensor/simplex';
import { int64 } from '../../tensor/tensor';
import { type AttentionMap, closedOff, onOpen, PARAMETER } from '../map';

export const topK: AttentionMap = {
  id: 'top-k',
  title: message('top-k softmax'),
  source: 'Zhao, Lin and others 2019, Explicit Sparse Transformer: softmax over the scores that are at least the k-th largest; ties keep more',
  parameter: { name: 'k', kind: 'whole', range: [1, 1_000_000], otherwise: 8 },
  rowsSumToOne: true,
  compute: (row, k) =>
    onOpen(row, scores => {
      const least = Float64Array.from(scores).sort()[Math.max(0, scores.length - k)] as number;
      const kept = Float64Array.from(scores.filter(score => score >= least));
      const most = largest(kept);
      const sum = kept.reduce((total, score) => total + weight(score, most), 0);
      return scores.map(score => (score >= least ? weight(score, most) / sum : 0));
    }),
  write(context) {
    const { builder, scores: given, open, parameter } = context;
    // Infinity, so that closed columns among the best of a row with few keys get nothing even beside the lowest score.
    const never = builder.scalar(Number.NEGATIVE_INFINITY);
    const scores = open ? builder.op('Where', [open, given, never]) : given;
    const count = builder.op('Min', [builder.op('Shape', [scores], { start: -1 }), builder.constant(int64([1], [parameter[0] ?? 1]), PARAMETER)]);
    const [best = ''] = builder.ops('TopK', [scores, count], 2, { axis: -1, largest: 1, sorted: 1 });
    const least = builder.op('ReduceMin', [best, builder.ints(-1)], { keepdims: 1 });
    const kept = builder.op('Where', [builder.op('GreaterOrEqual', [scores, least]), scores, never]);
    return closedOff(context, builder.op('Softmax', [kept], { axis: -1 }));
  },
};

const weight = (score: number, most: number): number => (score === most ? 1 : Math.exp(score - most));
