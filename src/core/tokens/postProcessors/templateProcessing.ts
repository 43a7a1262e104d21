import { isRecord, type Json, list, record, refuse, text, whole } from '../json';
import { type PostProcessorKind, type Row, special } from './postProcessor';

/** One piece of a template: the rows that it stands for, given those of the texts. */
type Piece = (parts: readonly (readonly Row[])[]) => readonly Row[];

function marksOf(id: string, type: number, tokens: Json): readonly Row[] {
  const entry = Object.hasOwn(tokens, id) ? record(tokens[id], 'a special token of the template') : refuse(`its template names ${JSON.stringify(id)} but does not say what it is`);
  const spellings = list(entry.tokens, 'the tokens of a special token');
  return list(entry.ids, 'the ids of a special token').map((made, index) => special(text(spellings[index], 'a special token'), whole(made, 'the id of a special token'), type));
}

function pieceOf(value: unknown, tokens: Json): Piece {
  const piece = record(value, 'a piece of the template');
  if (isRecord(piece.SpecialToken)) {
    const rows = marksOf(text(piece.SpecialToken.id, 'the id of a special token'), whole(piece.SpecialToken.type_id, 'type_id'), tokens);
    return () => rows;
  }
  const sequence = record(piece.Sequence, 'a sequence of the template');
  const type = whole(sequence.type_id, 'type_id');
  const index = sequence.id === 'A' ? 0 : 1;
  return parts => (parts[index] ?? []).map(row => ({ ...row, type }));
}

export const templateProcessing: PostProcessorKind = {
  type: 'TemplateProcessing',
  make(part) {
    const tokens = record(part.special_tokens ?? {}, 'special_tokens');
    const [single, pair] = [part.single, part.pair].map(template => list(template, 'a template').map(piece => pieceOf(piece, tokens)));
    return parts => ((parts.length > 1 ? pair : single) ?? []).map(piece => piece(parts));
  },
};
