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

/** -sum p ln p along the last axis, in nats, with 0 ln 0 = 0. */
export function entropy(builder: GraphBuilder, shares: string): string {
  const positive = builder.op('Greater', [shares, builder.scalar(0)]);
  const logs = builder.op('Log', [builder.op('Where', [positive, shares, builder.scalar(1)])]);
  return builder.op('Neg', [sum(builder, builder.op('Mul', [shares, logs]), -1)]);
}
