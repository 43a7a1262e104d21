import { message } from '../../message';
import { type AttentionMap, openKeysOf, spread } from '../map';

export const uniform: AttentionMap = {
  id: 'uniform',
  title: message('uniform over the open keys'),
  source: 'one over the number of keys that the query may see: the baseline of every comparison',
  rowsSumToOne: true,
  compute(row) {
    const places = openKeysOf(row);
    const weights = new Float64Array(row.scores.length);
    for (const place of places) weights[place] = 1 / places.length;
    return weights;
  },
  write(context) {
    const { builder, keys, scores } = context;
    const one = builder.scalar(1);
    if (!keys)
      return builder.op('Div', [builder.op('Expand', [one, builder.op('Shape', [scores])]), builder.op('Cast', [builder.op('Shape', [scores], { start: -1 })], { to: 1 })]);
    const open = spread(context, keys);
    return builder.op('Div', [open, builder.op('Max', [builder.op('ReduceSum', [open, builder.ints(-1)], { keepdims: 1 }), one])]);
  },
};
