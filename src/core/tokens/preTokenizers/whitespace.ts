import { splitBy } from '../split';
import type { PreTokenizerKind } from './preTokenizer';

/** Runs of word characters, and runs of signs. */
const WORDS = /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]+|[^\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}\p{White_Space}]+/gu;

export const whitespace: PreTokenizerKind = { type: 'Whitespace', make: () => spots => splitBy(spots, WORDS, 'Removed', true) };
