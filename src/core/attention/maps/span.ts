import { message } from '../../message';
import { softmaxOf } from '../../tensor/simplex';
import { type AttentionMap, onOpen, openOf, parameterOf } from '../map';
import { softmax } from './softmax';

/** Tokens over which the mask falls from one to zero beyond the span. */
export const RAMP = 32;
/** Added to the sum before the division, as published. */
const EPSILON = 1e-8;

export const span: AttentionMap = {
  id: 'span',
  title: message('adaptive span'),
  source: 'Sukhbaatar, Grave and others 2019: softmax weights times a mask that is 1 up to the span and falls to 0 over 32 more tokens, normalised again',
  parameter: { name: 'length', kind: 'number', range: [0, 1_000_000], otherwise: 16, perHead: true },
  rowsSumToOne: true,
  placed: true,
  compute(row, length) {
    const places = openOf(row);
    return onOpen(row, scores => {
      const distance = (at: number): number => Math.abs((row.places?.[places[at] ?? 0] ?? places[at] ?? 0) - (row.query ?? 0));
      const masked = softmaxOf(scores).map((weight, at) => weight * Math.min(1, Math.max(0, (RAMP + length - distance(at)) / RAMP)));
      const sum = masked.reduce((total, weight) => total + weight, 0) + EPSILON;
      return masked.map(weight => weight / sum);
    });
  },
  write(context) {
    const { builder, columns, rows } = context;
    const distance = builder.op('Cast', [builder.op('Abs', [builder.op('Sub', [columns(), rows()])])], { to: 1 });
    const left = builder.op('Div', [builder.op('Sub', [parameterOf(context, length => RAMP + length), distance]), builder.scalar(RAMP)]);
    const mask = builder.op('Clip', [left, builder.scalar(0), builder.scalar(1)]);
    const masked = builder.op('Mul', [softmax.write?.({ ...context, parameter: [1] }) ?? '', mask]);
    const sum = builder.op('ReduceSum', [masked, builder.ints(-1)], { keepdims: 1 });
    return builder.op('Div', [masked, builder.op('Add', [sum, builder.scalar(EPSILON)])]);
  },
};
