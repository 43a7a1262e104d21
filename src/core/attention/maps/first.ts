import { message } from '../../message';
import { type AttentionMap, only, openKeysOf, spread } from '../map';

export const first: AttentionMap = {
  id: 'first',
  title: message('first token'),
  source: 'all weight on the first key that the query may see',
  rowsSumToOne: true,
  compute: row => only(row, openKeysOf(row)[0]),
  write(context) {
    const { builder, keys, columns } = context;
    if (!keys) return spread(context, builder.op('Equal', [columns(), builder.int(0)]));
    const open = spread(context, keys);
    const counted = builder.op('CumSum', [open, builder.int(-1)]);
    return builder.op('Mul', [open, builder.op('Cast', [builder.op('Equal', [counted, builder.scalar(1)])], { to: 1 })]);
  },
};
