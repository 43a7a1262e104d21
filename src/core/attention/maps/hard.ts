import { message } from '../../message';
import { type AttentionMap, closedOff, filled, only, openOf } from '../map';

export const hard: AttentionMap = {
  id: 'hard',
  title: message('hard maximum'),
  source: 'all weight on the largest score, the first of equal ones',
  rowsSumToOne: true,
  compute(row) {
    const places = openOf(row);
    const score = (place: number): number => row.scores[place] as number;
    return only(row, places.length ? places.reduce((best, place) => (score(place) > score(best) ? place : best)) : undefined);
  },
  write(context) {
    const { builder } = context;
    const scores = filled(context);
    const best = builder.op('ArgMax', [scores], { axis: -1, keepdims: 1, select_last_index: 0 });
    const length = builder.op('Squeeze', [builder.op('Shape', [scores], { start: -1 }), builder.ints(0)]);
    const places = builder.op('Range', [builder.int(0), length, builder.int(1)]);
    return closedOff(context, builder.op('Cast', [builder.op('Equal', [places, best])], { to: 1 }));
  },
};
