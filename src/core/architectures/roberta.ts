import type { Architecture, Step } from './architecture';
import { bert } from './bert';

const PREDICTIONS: readonly Step[] = [
  { linear: 'lm_head.dense', out: 'hidden' },
  { activation: 'gelu' },
  { norm: 'lm_head.layer_norm' },
  { linear: 'lm_head.decoder', out: 'vocabulary', tied: true, bias: ['lm_head.decoder.bias', 'lm_head.bias'] },
];
const CLASSIFIED: readonly Step[] = [{ linear: 'classifier.dense', out: 'hidden' }, { activation: 'tanh' }];

/** RoBERTa (Liu and others 2019): BERT's encoder, positions counted from the padding id, segments never used. */
export const roberta: Architecture = {
  ...bert,
  modelType: 'roberta',
  bases: ['roberta.', ''],
  settings: { ...bert.settings, vocabulary: ['vocab_size', 50265], padding: ['pad_token_id', 1] },
  embedding: {
    ...bert.embedding,
    position: { module: 'embeddings.position_embeddings', from: 'padding' },
    segment: { module: 'embeddings.token_type_embeddings', of: 'first' },
  },
  heads: [
    { classes: ['ForMaskedLM'], task: 'masked-lm', reads: 'all', steps: PREDICTIONS },
    { classes: ['ForCausalLM'], task: 'causal-lm', reads: 'all', steps: PREDICTIONS },
    { classes: ['ForQuestionAnswering'], task: 'classifier', reads: 'all', steps: [{ linear: 'qa_outputs', out: 2 }] },
    { classes: ['ForSequenceClassification'], task: 'classifier', reads: 'first', steps: [...CLASSIFIED, { linear: 'classifier.out_proj', out: 'labels' }] },
    { classes: ['ForTokenClassification'], task: 'classifier', reads: 'all', steps: [{ linear: 'classifier', out: 'labels' }] },
  ],
  ignored: [/(^|\.)embeddings\.(position_ids|token_type_ids)$/, /(^|\.)pooler\.dense\./, /^lm_head\./, /\.crossattention\./],
};
