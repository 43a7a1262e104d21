import type { AttentionSite } from '../attention/site';
import type { GraphBuilder } from '../onnx/builder';
import { attribute } from '../onnx/graph';

/** Values that stand for the tokens of the text, given beside the model's own inputs. */
export interface TokenInputs {
  /** int64 [tokens]. */
  ids(): string;
  /** float32 [tokens]: 1 for special tokens. */
  special(): string;
}

/** One site while probes are written: what several of them need is appended once. */
export interface SitePart {
  readonly builder: GraphBuilder;
  readonly site: AttentionSite;
  readonly tokens: TokenInputs;
  /** The weights, float32 [batch, heads, queries, keys]. */
  readonly weights: string;
  /** ln of the weights where the graph offers it at little cost, -infinity for weights of zero; undefined elsewhere. Appended by every call. */
  logs(): string | undefined;
  /** Appends something once per site. */
  once(key: string, write: () => string): string;
}

export const sum = (builder: GraphBuilder, value: string, axis: number): string => builder.op('ReduceSum', [value, builder.ints(axis)], { keepdims: 0 });
export const mean = (builder: GraphBuilder, value: string, axis: number): string => builder.op('ReduceMean', [value, builder.ints(axis)], { keepdims: 0 });
export const asFloat = (builder: GraphBuilder, value: string): string => builder.op('Cast', [value], { to: attribute.int(1) });

/** Lengths of a site as int64 scalars. */
export const queries = (part: SitePart): string => length(part, 2);
export const keys = (part: SitePart): string => length(part, 3);

const length = (part: SitePart, axis: number): string => {
  const { builder, weights, once } = part;
  return once(`length ${axis}`, () => builder.op('Gather', [once('shape', () => builder.op('Shape', [weights])), builder.int(axis)]));
};

/** The least float32 that is not denormal: a logarithm of what is smaller is never asked for. */
const TINY = 2 ** -126;
/** exp(-104) is zero in float32. */
const LOG_OF_ZERO = -104;

/**
 * -sum p ln p along the last axis, in nats, with 0 ln 0 = 0 exactly: the logarithm of zero is held finite, so that the product is zero. What is negative counts
 * as zero. `logs` gives ln p where it is known better than from p; a product with it spares a logarithm of every weight, which costs more than the model.
 */
export function entropy(builder: GraphBuilder, shares: string, logs?: string): string {
  const logarithms = logs ? builder.op('Max', [logs, builder.scalar(LOG_OF_ZERO)]) : builder.op('Log', [builder.op('Max', [shares, builder.scalar(TINY)])]);
  const positive = logs ? shares : builder.op('Relu', [shares]);
  return builder.op('Neg', [sum(builder, builder.op('Mul', [positive, logarithms]), -1)]);
}
