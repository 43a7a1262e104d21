import type { Architecture } from './architecture';
import { roberta } from './roberta';

/** CamemBERT (Martin and others 2019): RoBERTa, trained on French. */
export const camembert: Architecture = { ...roberta, modelType: 'camembert', settings: { ...roberta.settings, vocabulary: ['vocab_size', 30522] } };
