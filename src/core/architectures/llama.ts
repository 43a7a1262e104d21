import type { Architecture } from './architecture';

/** Llama (Touvron and others 2023): decoder, RMS norms before each block, rotary positions, gated feed-forward, shared keys and values. */
export const llama: Architecture = {
  modelType: 'llama',
  bases: ['model.', 'transformer.', ''],
  settings: {
    hidden: ['hidden_size', 4096],
    layers: ['num_hidden_layers', 32],
    heads: ['num_attention_heads', 32],
    keyHeads: ['num_key_value_heads'],
    headWidth: ['head_dim'],
    inner: ['intermediate_size', 11008],
    vocabulary: ['vocab_size', 32000],
    epsilon: ['rms_norm_eps', 1e-6],
    activation: ['hidden_act', 'silu'],
    padding: ['pad_token_id'],
    tied: ['tie_word_embeddings', false],
  },
  only: { partial_rotary_factor: [1] },
  norm: 'rms',
  linear: 'out-in',
  causal: true,
  embedding: { token: 'embed_tokens' },
  layer: {
    at: 'layers.{}.',
    norms: 'before',
    attention: {
      inputs: { query: 'self_attn.q_proj', key: 'self_attn.k_proj', value: 'self_attn.v_proj' },
      output: 'self_attn.o_proj',
      biased: 'attention_bias',
      rotary: true,
    },
    attentionNorm: 'input_layernorm',
    feedForward: { up: 'mlp.up_proj', gate: 'mlp.gate_proj', down: 'mlp.down_proj', biased: 'mlp_bias' },
    feedForwardNorm: 'post_attention_layernorm',
  },
  finalNorm: 'norm',
  heads: [
    { classes: ['ForCausalLM'], task: 'causal-lm', reads: 'all', steps: [{ linear: 'lm_head', out: 'vocabulary', tied: true, bias: false }] },
    { classes: ['ForQuestionAnswering'], task: 'classifier', reads: 'all', steps: [{ linear: 'qa_outputs', out: 2 }] },
    { classes: ['ForSequenceClassification'], task: 'classifier', reads: 'last', steps: [{ linear: 'score', out: 'labels', bias: false }] },
    { classes: ['ForTokenClassification'], task: 'classifier', reads: 'all', steps: [{ linear: 'score', out: 'labels' }] },
  ],
  ignored: [/(^|\.)rotary_emb\.inv_freq$/, /^lm_head\./],
};
