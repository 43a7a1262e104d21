import type { Task } from '../prepared';

/** A setting of config.json and what the class takes where it is left out. */
export type Setting<T> = readonly [key: string, otherwise?: T];

/** True always, or where this setting says so (false where it is left out). */
export type When = true | string;

/**
 * A family of checkpoints, as data: what its settings are called, what its tensors are called by role, which blocks it is built of.
 * Names of tensors are modules: a linear map has `.weight` and mostly `.bias`. Layouts are stated, never guessed from dimensions.
 */
export interface Architecture {
  /** `model_type` of config.json. */
  readonly modelType: string;
  /** What stands before the base model's names; '' for one saved by itself. Tried in order. */
  readonly bases: readonly string[];
  readonly settings: Settings;
  /** Settings that may only have these values; another one is refused by name. */
  readonly only?: Readonly<Record<string, readonly (string | number | boolean)[]>>;
  readonly norm: 'layer' | 'rms';
  /** How linear maps are stored: [out, in] as torch.nn.Linear does, or [in, out] as GPT-2's Conv1D. */
  readonly linear: 'out-in' | 'in-out';
  readonly causal: false | When;
  readonly embedding: Embedding;
  readonly layer: Layer;
  /** After the last layer. */
  readonly finalNorm?: string;
  /** The first that fits is taken; none is a bare encoder or decoder. */
  readonly heads: readonly Head[];
  /** Tensors that a checkpoint may hold and a run has no use for: buffers that the class makes anew, and parts that no output here needs. */
  readonly ignored: readonly RegExp[];
}

export interface Settings {
  readonly hidden: Setting<number>;
  readonly layers: Setting<number>;
  readonly heads: Setting<number>;
  /** Heads of keys and values; as many as heads where left out. */
  readonly keyHeads?: Setting<number>;
  /** Width of a head; hidden / heads where left out. */
  readonly headWidth?: Setting<number>;
  /** Width of the feed-forward layer; four times hidden where left out. */
  readonly inner: Setting<number>;
  readonly vocabulary: Setting<number>;
  /** Rows of the table of positions, where positions are learned. */
  readonly positions?: Setting<number>;
  readonly segments?: Setting<number>;
  /** Added to the variance; a bare number where the class fixes it. */
  readonly epsilon: Setting<number> | number;
  readonly activation: Setting<string>;
  /** The id that pads, where positions or pooling depend on it. */
  readonly padding?: Setting<number>;
  readonly tied: Setting<boolean>;
}

export interface Embedding {
  readonly token: string;
  /** Learned positions: counted from zero, or RoBERTa's: from the padding id + 1 over tokens that are not padding. */
  readonly position?: { readonly module: string; readonly from: 'zero' | 'padding' };
  /** Segments as an input, or always the first one, as where the tokenizer gives none. */
  readonly segment?: { readonly module: string; readonly of: 'input' | 'first' };
  readonly norm?: string;
}

export interface Layer {
  /** `{}` is the layer's number. */
  readonly at: string;
  /** Norms before each block, or after each block and its residual. */
  readonly norms: 'before' | 'after';
  readonly attention: Attention;
  readonly attentionNorm: string;
  /** With `gate`: down(activation(gate(x)) * up(x)). Without: down(activation(up(x))). */
  readonly feedForward: { readonly up: string; readonly gate?: string; readonly down: string; readonly biased: When };
  readonly feedForwardNorm: string;
}

export interface Attention {
  /** Three maps, or one whose output holds queries, keys and values side by side. */
  readonly inputs: { readonly query: string; readonly key: string; readonly value: string } | { readonly joint: string };
  readonly output: string;
  readonly biased: When;
  /** Positions turn queries and keys (RoFormer), half against half. */
  readonly rotary?: boolean;
  /** Settings that scale scores: by 1/sqrt(width) where `byWidth` says so (always where left out), by 1/(layer + 1) where `byLayer` does. */
  readonly scaling?: { readonly byWidth: Setting<boolean>; readonly byLayer: Setting<boolean> };
}

/** What stands on top of the base model and gives logits. */
export interface Head {
  /** Endings of class names in config.json's `architectures`. */
  readonly classes: readonly string[];
  readonly task: Task;
  /** Every token, the first, or the last that is not padding. */
  readonly reads: 'all' | 'first' | 'last';
  readonly steps: readonly Step[];
}

/** `{base}` in a module's name is the base model's prefix. */
export type Step = LinearStep | { readonly activation: string | 'setting' } | { readonly norm: string };

export interface LinearStep {
  readonly linear: string;
  readonly out: 'hidden' | 'labels' | 'vocabulary' | number;
  /** Names that the bias may have, the first that is there; `<linear>.bias` where left out, none where false. */
  readonly bias?: false | readonly string[];
  /** Shares the token embedding's weight where the settings say so and the checkpoint has none of its own. */
  readonly tied?: true;
}
