import type { ModelFacts } from '../../prepared';
import type { Tensor } from '../../tensor/tensor';
import type { WhatIfView } from '../../viewModels';
import { softmax } from './divergence';

/** What a model says of a text, as far as it can be compared: rows of probabilities, or of hidden states. */
export interface Answer {
  readonly kind: WhatIfView['answers'];
  readonly rows: number;
  readonly width: number;
  /** [rows * width] */
  readonly data: Float64Array;
  /** Logits as they came, for losses; undefined for states. */
  readonly logits?: Float32Array;
}

/** One row of an answer. */
export const rowOf = ({ data, width }: Answer, index: number): Float64Array => data.subarray(index * width, (index + 1) * width);

/** Answers from logits [rows, choices] or [choices]. One logit alone is the log-odds of yes against no. */
export function fromLogits(facts: Pick<ModelFacts, 'labels'>, { dims, data }: Tensor): Answer {
  const logits = data as Float32Array;
  const width = dims.at(-1) ?? 0;
  const rows = logits.length / Math.max(1, width);
  const perText = dims.length < 2;
  const shown = width === 1 ? 2 : width;
  const shares = new Float64Array(rows * shown);
  for (let i = 0; i < rows; i++) {
    const own = logits.subarray(i * width, (i + 1) * width);
    shares.set(softmax(width === 1 ? [0, own[0] ?? 0] : own), i * shown);
  }
  return { kind: perText ? 'classes' : facts.labels ? 'labels' : 'tokens', rows, width: shown, data: shares, logits };
}

/** Answers from hidden states [tokens, hidden]. */
export const fromStates = ({ dims, data }: Tensor): Answer => {
  const width = dims.at(-1) ?? 0;
  return { kind: 'states', rows: data.length / Math.max(1, width), width, data: Float64Array.from(data as Float32Array) };
};
