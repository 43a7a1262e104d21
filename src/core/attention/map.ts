import type { Message } from '../message';
import type { GraphBuilder } from '../onnx/builder';
import { attribute } from '../onnx/graph';
import { float32 } from '../tensor/tensor';

/** The number that a map leaves to its user. */
export interface MapParameter {
  /** What it is called in help and in controls: alpha, k, lambda. */
  readonly name: string;
  readonly kind: 'number' | 'whole' | 'choice';
  /** Ends, both allowed. */
  readonly range: readonly [number, number];
  readonly otherwise: number;
  /** Words of a choice, in the order of its numbers. */
  readonly choices?: readonly string[];
  /** Each head may have its own. */
  readonly perHead?: boolean;
}

/** Scores of one site while weights are being written, float32 [batch, heads, queries, columns]. */
export interface MapContext {
  readonly builder: GraphBuilder;
  readonly scores: string;
  /** bool, broadcasts to the scores: columns that may get weight, sinks too. Absent where all may. */
  readonly open?: string | undefined;
  /** bool, broadcasts to the scores: columns that are open keys; differs from `open` where there are sinks. */
  readonly keys?: string | undefined;
  /** int64, broadcasts to the scores: the key's place in its text, and the query's among the keys; made where they are asked for. */
  readonly columns: () => string;
  readonly rows: () => string;
  readonly heads: number;
  /** One number, or one for each head. */
  readonly parameter: readonly number[];
}

/** One row of scores as a map takes it outside a graph; all arrays are as long as the row. */
export interface MapRow {
  readonly scores: ArrayLike<number>;
  /** 1 where a column may get weight; absent where all may. */
  readonly open?: ArrayLike<number>;
  /** 1 where a column is an open key; absent where it is the same. */
  readonly keys?: ArrayLike<number>;
  /** The query's place among the keys. */
  readonly query?: number;
  /** Each column's place in the text; absent where they are counted from 0. */
  readonly places?: ArrayLike<number>;
}

/** A way from scores to weights that can be put in the place of a model's own. */
export interface AttentionMap {
  /** The word of the command line, and the key of the table. */
  readonly id: string;
  readonly title: Message;
  /** Where it comes from. */
  readonly source: string;
  readonly parameter?: MapParameter;
  /** Every row that has an open key sums to one. */
  readonly rowsSumToOne: boolean;
  /** It speaks of places in one text: has no meaning where queries and keys are of two. */
  readonly placed?: boolean;
  /** What else is done with what the weights give: see `swap`. */
  readonly output?: 'normalised';
  /** The weights of one row, float64: the definition, and what is run for maps that no graph computes. Closed columns get zero; a row without an open one is all zero. */
  readonly compute: (row: MapRow, parameter: number) => Float64Array;
  /** Appends the map and gives the weights, float32 and shaped as the scores. Absent where no fixed number of steps computes it. */
  readonly write?: (context: MapContext) => string;
}

/** The most negative float32: below any score. */
export const LOWEST = -3.4028234663852886e38;

/** Scores with closed columns at the lowest number. */
export const filled = ({ builder, scores, open }: MapContext): string => (open ? builder.op('Where', [open, scores, builder.scalar(LOWEST)]) : scores);

/** Weights with closed columns at zero exactly; NaN of rows without an open one is gone too. */
export const closedOff = ({ builder, open }: MapContext, weights: string): string => (open ? builder.op('Where', [open, weights, builder.scalar(0)]) : weights);

/** Scores minus the row's largest open one, at least `least`: nothing that a map onto the simplex sees is lost where `least` lies below its support. */
export function shifted(context: MapContext, least: number): string {
  const { builder } = context;
  const given = filled(context);
  const most = builder.op('ReduceMax', [given, builder.ints(-1)], { keepdims: 1 });
  const below = builder.op('Max', [builder.op('Sub', [given, most]), builder.scalar(least)]);
  return context.open ? builder.op('Where', [context.open, below, builder.scalar(least)]) : below;
}

/**
 * max(slope (score - the row's largest) + 1, 0): what stands above the lowest threshold that a map onto the simplex can have, one below the largest of the
 * scores times `slope`. Closed columns are at zero, so that steps which only raise the threshold never give them weight; infinity keeps them below any score.
 */
export function aboveLeast({ builder, scores, open }: MapContext, slope: number): string {
  const given = open ? builder.op('Where', [open, scores, builder.scalar(Number.NEGATIVE_INFINITY)]) : scores;
  const most = builder.op('Max', [builder.op('ReduceMax', [given, builder.ints(-1)], { keepdims: 1 }), builder.scalar(LOWEST)]);
  const below = builder.op('Sub', [given, most]);
  // Between zero and one in one pass, since none is above the largest.
  return builder.op('HardSigmoid', [below], { alpha: attribute.float(slope), beta: attribute.float(1) });
}

/** Names constants that follow from a map's number apart from all others, so that graphs for two numbers differ in these alone. */
export const PARAMETER = 'parameter';

/** The map's number as a constant that broadcasts to the scores: a scalar, or one for each head. */
export const parameterOf = ({ builder, parameter, heads }: MapContext, change: (value: number) => number = value => value): string =>
  builder.constant(float32(parameter.length === 1 ? [] : [1, heads, 1, 1], parameter.map(change)), PARAMETER);

/** A bool mask over columns as weights: spread to the scores' shape, closed columns at zero. */
export function spread({ builder, scores }: MapContext, mask: string): string {
  const numbers = builder.op('Cast', [mask], { to: 1 });
  return builder.op('Expand', [numbers, builder.op('Shape', [scores])]);
}

/** Places of a row's open columns. */
export const openOf = ({ scores, open }: MapRow): number[] => Array.from({ length: scores.length }, (_, i) => i).filter(i => (open ? open[i] !== 0 : true));
export const openKeysOf = (row: MapRow): number[] => {
  const { keys } = row;
  return keys ? openOf(row).filter(i => keys[i] !== 0) : openOf(row);
};

/** Maps the open columns alone and puts the others at zero: `map` gets their scores and is not called where there are none. */
export function onOpen(row: MapRow, map: (scores: Float64Array) => ArrayLike<number>): Float64Array {
  const weights = new Float64Array(row.scores.length);
  const places = openOf(row);
  if (places.length === 0) return weights;
  const mapped = map(Float64Array.from(places, i => row.scores[i] as number));
  for (const [at, place] of places.entries()) weights[place] = mapped[at] ?? 0;
  return weights;
}

/** All weight on one column, none where it is undefined. */
export function only(row: MapRow, place: number | undefined): Float64Array {
  const weights = new Float64Array(row.scores.length);
  if (place !== undefined && place >= 0) weights[place] = 1;
  return weights;
}
