import type { Architecture } from './architecture';

/** GPT-2 (Radford and others 2019): decoder, norms before each block, learned positions, queries, keys and values from one map stored [in, out]. */
export const gpt2: Architecture = {
  modelType: 'gpt2',
  bases: ['transformer.', ''],
  settings: {
    hidden: ['n_embd', 768],
    layers: ['n_layer', 12],
    heads: ['n_head', 12],
    inner: ['n_inner'],
    vocabulary: ['vocab_size', 50257],
    positions: ['n_positions', 1024],
    epsilon: ['layer_norm_epsilon', 1e-5],
    activation: ['activation_function', 'gelu_new'],
    padding: ['pad_token_id'],
    tied: ['tie_word_embeddings', true],
  },
  norm: 'layer',
  linear: 'in-out',
  causal: true,
  embedding: { token: 'wte', position: { module: 'wpe', from: 'zero' } },
  layer: {
    at: 'h.{}.',
    norms: 'before',
    attention: {
      inputs: { joint: 'attn.c_attn' },
      output: 'attn.c_proj',
      biased: true,
      scaling: { byWidth: ['scale_attn_weights', true], byLayer: ['scale_attn_by_inverse_layer_idx', false] },
    },
    attentionNorm: 'ln_1',
    feedForward: { up: 'mlp.c_fc', down: 'mlp.c_proj', biased: true },
    feedForwardNorm: 'ln_2',
  },
  finalNorm: 'ln_f',
  heads: [
    { classes: ['LMHeadModel', 'DoubleHeadsModel'], task: 'causal-lm', reads: 'all', steps: [{ linear: 'lm_head', out: 'vocabulary', tied: true, bias: false }] },
    { classes: ['ForSequenceClassification'], task: 'classifier', reads: 'last', steps: [{ linear: 'score', out: 'labels', bias: false }] },
    { classes: ['ForQuestionAnswering'], task: 'classifier', reads: 'all', steps: [{ linear: 'qa_outputs', out: 2 }] },
    { classes: ['ForTokenClassification'], task: 'classifier', reads: 'all', steps: [{ linear: 'classifier', out: 'labels' }] },
  ],
  ignored: [/(^|\.)attn\.(bias|masked_bias)$/, /(^|\.)crossattention\./, /\.ln_cross_attn\./, /^multiple_choice_head\./, /^lm_head\./],
};
