import { message } from '../../message';
import type { GraphBuilder } from '../../onnx/builder';
import { entmaxOf } from '../../tensor/simplex';
import { float32, tensor } from '../../tensor/tensor';
import { repeated } from '../loop';
import { type AttentionMap, aboveLeast, closedOff, type MapContext, onOpen, PARAMETER, shifted } from '../map';
import { softmax } from './softmax';
import { writeSparsemax } from './sparsemax';

/** Halvings of the range of the threshold, which is at most one long: down to a float32's last digit, and to what a cube root makes of it. */
const STEPS = 26;
const FINE_STEPS = 38;
/** Where float32 is enough. */
const ROUGH = [1.1, 2] as const;
/** Further below the largest than any score with weight at these alphas. */
const LEAST = -1e30;
/** A Newton step r leaves at most r^2 / 2 times the size of the support: of 4,096 keys, less than a float32's last digit at one. */
const NEWTON_SETTLED = 5e-6;

export const entmax: AttentionMap = {
  id: 'entmax',
  title: message('alpha-entmax'),
  source: 'Peters, Niculae and Martins 2019: softmax at alpha 1, sparsemax at 2',
  parameter: { name: 'alpha', kind: 'number', range: [1, 4], otherwise: 1.5, perHead: true },
  rowsSumToOne: true,
  compute: (row, alpha) => onOpen(row, scores => entmaxOf(scores, alpha)),
  write(context) {
    const [first = 1] = context.parameter;
    const same = context.parameter.every(alpha => alpha === first);
    if (same && first === 1) return plainSoftmax(context);
    if (same && first === 2) return writeSparsemax(context);
    return same && first === 1.5 ? oneAndAHalf(context) : bisected(context);
  },
};

const plainSoftmax = (context: MapContext): string => softmax.write?.({ ...context, parameter: [1] }) ?? '';

/**
 * max(z / 2 - tau, 0) squared. The root of the sum of squares is convex in the threshold, so that Newton's steps rise to where it is one and never
 * beyond; near it each doubles the digits. What is carried from step to step is what stands above the threshold.
 */
function oneAndAHalf(context: MapContext): string {
  const { builder } = context;
  const [above = ''] = repeated(builder, 30, 'float32', [aboveLeast(context, 0.5)], (inner, [before = '']) => {
    const mass = inner.op('ReduceSum', [before, inner.ints(-1)], { keepdims: 1 });
    const squares = inner.op('ReduceSum', [inner.op('Mul', [before, before]), inner.ints(-1)], { keepdims: 1 });
    const root = inner.op('Sqrt', [squares]);
    const excess = inner.op('Mul', [inner.op('Relu', [inner.op('Sub', [root, inner.scalar(1)])]), root]);
    // At least one where a row has a key: its largest score starts at one, and the sum of what is above never falls below the root of the squares.
    const rise = inner.op('Div', [excess, inner.op('Max', [mass, inner.scalar(0.5)])]);
    const most = inner.op('ReduceMax', [rise], { keepdims: 0 });
    return { next: [inner.op('Relu', [inner.op('Sub', [before, rise])])], more: inner.op('Greater', [most, inner.scalar(NEWTON_SETTLED)]) };
  });
  return builder.op('Mul', [above, above]);
}

/**
 * max((alpha - 1) z - tau, 0) ^ (1 / (alpha - 1)) with tau by a fixed number of halvings between -1 and -n^(1 - alpha), divided by the sum at the
 * end. In float64 near alpha 1 and above 2, where the power makes a float32's last digit visible. Heads at alpha 1 take the softmax.
 */
function bisected(context: MapContext): string {
  const { builder, parameter, heads } = context;
  const alpha = parameter.map(value => (value === 1 ? 2 : value));
  const fine = alpha.some(value => value < ROUGH[0] || value > ROUGH[1]);
  const dtype = fine ? 'float64' : 'float32';
  const number = (change: (value: number) => number) => numbers(builder, dtype, heads, alpha.map(change), PARAMETER);
  const cast = (value: string, by = builder) => by.op('Cast', [value], { to: fine ? 11 : 1 });
  const power = number(value => 1 / (value - 1));
  const scaled = builder.op('Max', [builder.op('Mul', [cast(shifted(context, LEAST)), number(value => value - 1)]), numbers(builder, dtype, heads, [-2])]);
  const columns = cast(builder.op('Shape', [context.scores], { start: -1 }));
  const one = numbers(builder, dtype, heads, [1]);
  const range = builder.op('Sub', [one, builder.op('Pow', [columns, number(value => 1 - value)])]);
  const weightsAt = (by: GraphBuilder, threshold: string) => {
    const logs = by.op('Log', [by.op('Relu', [by.op('Sub', [scaled, threshold])])]);
    return by.op('Exp', [by.op('Mul', [logs, power])]);
  };
  const most = builder.op('ReduceMax', [scaled, builder.ints(-1)], { keepdims: 1 });
  const start = builder.op('Sub', [most, one]);
  const [low = ''] = repeated(builder, fine ? FINE_STEPS : STEPS, dtype, [start, range], (inner, [below = '', width = '']) => {
    const half = inner.op('Mul', [width, numbers(inner, dtype, heads, [0.5])]);
    const mass = inner.op('ReduceSum', [weightsAt(inner, inner.op('Add', [below, half])), inner.ints(-1)], { keepdims: 1 });
    const rises = cast(inner.op('GreaterOrEqual', [mass, one]), inner);
    return { next: [inner.op('Add', [below, inner.op('Mul', [half, rises])]), half] };
  });
  const weights = weightsAt(builder, low);
  const shares = builder.op('Div', [weights, builder.op('ReduceSum', [weights, builder.ints(-1)], { keepdims: 1 })]);
  const mapped = closedOff(context, builder.op('Cast', [shares], { to: 1 }));
  if (!parameter.includes(1)) return mapped;
  const soft = builder.constant({ dtype: 'bool', dims: [1, heads, 1, 1], data: Uint8Array.from(parameter, value => (value === 1 ? 1 : 0)) });
  return builder.op('Where', [soft, plainSoftmax(context), mapped]);
}

/** Constants that broadcast to [batch, heads, queries, columns]: one number, or one for each head. */
function numbers(builder: GraphBuilder, dtype: 'float32' | 'float64', heads: number, values: readonly number[], hint?: string): string {
  const dims = values.length === 1 ? [] : [1, heads, 1, 1];
  return builder.constant(dtype === 'float32' ? float32(dims, values) : tensor('float64', dims, Float64Array.from(values)), hint);
}
