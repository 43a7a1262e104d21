/** Losses of a text under a language model. */
export interface TextLoss {
  /** [tokens]: -ln of the probability of each token given those before it, nats; NaN for the first, which nothing predicts. */
  readonly perToken: Float64Array;
  /** Mean over the predicted tokens; NaN where there is none. */
  readonly mean: number;
  /** e to the mean. */
  readonly perplexity: number;
}

/** Logits [tokens, vocabulary] of a causal model, row i of which predicts token i + 1. */
export function textLoss(logits: ArrayLike<number>, ids: readonly number[]): TextLoss {
  const width = logits.length / ids.length;
  const perToken = new Float64Array(ids.length).fill(Number.NaN);
  let sum = 0;
  for (let i = 1; i < ids.length; i++) {
    const at = (i - 1) * width;
    perToken[i] = logSumExp(logits, at, width) - (logits[at + (ids[i] ?? 0)] ?? Number.NaN);
    sum += perToken[i] ?? 0;
  }
  const mean = ids.length > 1 ? sum / (ids.length - 1) : Number.NaN;
  return { perToken, mean, perplexity: Math.exp(mean) };
}

function logSumExp(values: ArrayLike<number>, from: number, count: number): number {
  let top = Number.NEGATIVE_INFINITY;
  for (let i = from; i < from + count; i++) top = Math.max(top, values[i] ?? 0);
  let sum = 0;
  for (let i = from; i < from + count; i++) sum += Math.exp((values[i] ?? 0) - top);
  return top + Math.log(sum);
}
