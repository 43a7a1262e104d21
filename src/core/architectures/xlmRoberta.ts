import type { Architecture } from './architecture';
import { roberta } from './roberta';

/** XLM-RoBERTa (Conneau and others 2019): RoBERTa, trained on a hundred languages. */
export const xlmRoberta: Architecture = { ...roberta, modelType: 'xlm-roberta', settings: { ...roberta.settings, vocabulary: ['vocab_size', 30522] } };
