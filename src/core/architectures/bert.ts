import type { Architecture, Step } from './architecture';

const POOLED: readonly Step[] = [{ linear: '{base}pooler.dense', out: 'hidden' }, { activation: 'tanh' }];
const PREDICTIONS: readonly Step[] = [
  { linear: 'cls.predictions.transform.dense', out: 'hidden' },
  { activation: 'setting' },
  { norm: 'cls.predictions.transform.LayerNorm' },
  { linear: 'cls.predictions.decoder', out: 'vocabulary', tied: true, bias: ['cls.predictions.decoder.bias', 'cls.predictions.bias'] },
];

/** BERT (Devlin and others 2018): encoder, norms after each block, learned positions and segments. */
export const bert: Architecture = {
  modelType: 'bert',
  bases: ['bert.', ''],
  settings: {
    hidden: ['hidden_size', 768],
    layers: ['num_hidden_layers', 12],
    heads: ['num_attention_heads', 12],
    inner: ['intermediate_size', 3072],
    vocabulary: ['vocab_size', 30522],
    positions: ['max_position_embeddings', 512],
    segments: ['type_vocab_size', 2],
    epsilon: ['layer_norm_eps', 1e-12],
    activation: ['hidden_act', 'gelu'],
    tied: ['tie_word_embeddings', true],
  },
  only: { position_embedding_type: ['absolute'] },
  norm: 'layer',
  linear: 'out-in',
  causal: 'is_decoder',
  embedding: {
    token: 'embeddings.word_embeddings',
    position: { module: 'embeddings.position_embeddings', from: 'zero' },
    segment: { module: 'embeddings.token_type_embeddings', of: 'input' },
    norm: 'embeddings.LayerNorm',
  },
  layer: {
    at: 'encoder.layer.{}.',
    norms: 'after',
    attention: {
      inputs: { query: 'attention.self.query', key: 'attention.self.key', value: 'attention.self.value' },
      output: 'attention.output.dense',
      biased: true,
    },
    attentionNorm: 'attention.output.LayerNorm',
    feedForward: { up: 'intermediate.dense', down: 'output.dense', biased: true },
    feedForwardNorm: 'output.LayerNorm',
  },
  heads: [
    { classes: ['ForMaskedLM', 'ForPreTraining'], task: 'masked-lm', reads: 'all', steps: PREDICTIONS },
    { classes: ['LMHeadModel'], task: 'causal-lm', reads: 'all', steps: PREDICTIONS },
    { classes: ['ForQuestionAnswering'], task: 'classifier', reads: 'all', steps: [{ linear: 'qa_outputs', out: 2 }] },
    { classes: ['ForNextSentencePrediction'], task: 'classifier', reads: 'first', steps: [...POOLED, { linear: 'cls.seq_relationship', out: 2 }] },
    { classes: ['ForSequenceClassification'], task: 'classifier', reads: 'first', steps: [...POOLED, { linear: 'classifier', out: 'labels' }] },
    { classes: ['ForMultipleChoice'], task: 'classifier', reads: 'first', steps: [...POOLED, { linear: 'classifier', out: 1 }] },
    { classes: ['ForTokenClassification'], task: 'classifier', reads: 'all', steps: [{ linear: 'classifier', out: 'labels' }] },
  ],
  ignored: [/(^|\.)embeddings\.(position_ids|token_type_ids)$/, /(^|\.)pooler\.dense\./, /^cls\./, /\.crossattention\./],
};
