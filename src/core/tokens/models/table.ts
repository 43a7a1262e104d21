import { record, refuse, typeOf } from '../json';
import { bpe } from './bpe';
import type { Model, ModelKind } from './model';
import { unigram } from './unigram';
import { wordLevel } from './wordLevel';
import { wordPiece } from './wordPiece';

/** A part without a type (older files) is of the first kind that fits. */
export const MODELS: readonly ModelKind[] = [unigram, bpe, wordPiece, wordLevel];

/** The model that a tokenizer.json names. */
export function modelOf(value: unknown): Model {
  const part = record(value, 'the model');
  const type = part.type === undefined || part.type === null ? undefined : typeOf(part, 'model');
  const kind = MODELS.find(known => (type === undefined ? known.fits(part) : known.type === type));
  return (kind ?? refuse(`its model "${String(type).slice(0, 80)}" is none of ${MODELS.map(known => known.type).join(', ')}`)).make(part);
}
