import type { Architecture } from './architecture';

/** DistilBERT (Sanh and others 2019): BERT's blocks under other names, without segments. */
export const distilbert: Architecture = {
  modelType: 'distilbert',
  bases: ['distilbert.', ''],
  settings: {
    hidden: ['dim', 768],
    layers: ['n_layers', 6],
    heads: ['n_heads', 12],
    inner: ['hidden_dim', 3072],
    vocabulary: ['vocab_size', 30522],
    positions: ['max_position_embeddings', 512],
    epsilon: 1e-12,
    activation: ['activation', 'gelu'],
    tied: ['tie_word_embeddings', true],
  },
  norm: 'layer',
  linear: 'out-in',
  causal: false,
  embedding: {
    token: 'embeddings.word_embeddings',
    position: { module: 'embeddings.position_embeddings', from: 'zero' },
    norm: 'embeddings.LayerNorm',
  },
  layer: {
    at: 'transformer.layer.{}.',
    norms: 'after',
    attention: { inputs: { query: 'attention.q_lin', key: 'attention.k_lin', value: 'attention.v_lin' }, output: 'attention.out_lin', biased: true },
    attentionNorm: 'sa_layer_norm',
    feedForward: { up: 'ffn.lin1', down: 'ffn.lin2', biased: true },
    feedForwardNorm: 'output_layer_norm',
  },
  heads: [
    {
      classes: ['ForMaskedLM'],
      task: 'masked-lm',
      reads: 'all',
      steps: [
        { linear: 'vocab_transform', out: 'hidden' },
        { activation: 'setting' },
        { norm: 'vocab_layer_norm' },
        { linear: 'vocab_projector', out: 'vocabulary', tied: true, bias: ['vocab_projector.bias'] },
      ],
    },
    {
      classes: ['ForSequenceClassification'],
      task: 'classifier',
      reads: 'first',
      steps: [{ linear: 'pre_classifier', out: 'hidden' }, { activation: 'relu' }, { linear: 'classifier', out: 'labels' }],
    },
    { classes: ['ForQuestionAnswering'], task: 'classifier', reads: 'all', steps: [{ linear: 'qa_outputs', out: 2 }] },
    { classes: ['ForTokenClassification'], task: 'classifier', reads: 'all', steps: [{ linear: 'classifier', out: 'labels' }] },
  ],
  ignored: [/(^|\.)embeddings\.position_ids$/, /^vocab_(transform|layer_norm|projector)\./],
};
