import type { AttentionSite, NearMiss } from './attention/site';
import type { Graph } from './onnx/graph';
import type { Tensor } from './tensor/tensor';

export type Task = 'encoder' | 'causal-lm' | 'masked-lm' | 'classifier' | 'encoder-decoder' | 'vision' | 'unknown';

/** What is known of a model besides its graph. */
export interface ModelFacts {
  /** `model_type` of config.json, or 'onnx'. */
  readonly family: string;
  readonly task: Task;
  readonly layers: number;
  readonly heads: number;
  readonly keyHeads: number;
  readonly hidden?: number;
  readonly vocabulary?: number;
  /** Longest input in tokens, where positions are learned or the graph is fixed. */
  readonly maxTokens?: number;
  /** Every site is causal. */
  readonly causal: boolean;
  /** Names of the classes, for classifiers. */
  readonly labels?: readonly string[];
}

/**
 * A model ready for questions: a graph at the internal opset whose interior values have names that analyses may ask for.
 * `hiddenStates[0]` is the embedding output; the last is after the final norm where the architecture has one. Each is [batch, tokens, hidden].
 */
export interface Prepared {
  readonly graph: Graph;
  readonly facts: ModelFacts;
  readonly sites: readonly AttentionSite[];
  readonly misses: readonly NearMiss[];
  /** Value names; empty for ONNX files that give none. */
  readonly hiddenStates: readonly string[];
  /** Value name of the logits, undefined for a bare encoder or decoder. */
  readonly logits?: string;
  /** A short input that the graph is known to take, by input name: found by trying where nothing else says it. */
  readonly sample?: Readonly<Record<string, Tensor>>;
}
