import { Unigram } from '@huggingface/tokenizers';
import { raise } from '../../fault';
import { flag, type Json, list, refuse, whole } from '../json';
import { type Spot, textOf } from '../spots';
import { utf8 } from '../utf8';
import { type Made, type ModelKind, rangeOf } from './model';

function entriesOf(part: Json): [string, number][] {
  const entries = list(part.vocab, 'the vocabulary').map((entry, index): [string, number] => {
    if (!Array.isArray(entry) || typeof entry[0] !== 'string' || typeof entry[1] !== 'number') return refuse(`entry ${index} of the vocabulary is not a token and its score`);
    return [entry[0], entry[1]];
  });
  return entries.length > 0 ? entries : refuse('the vocabulary is empty');
}

/** Stretches of a pre-token: each known token, and each run of what is unknown, as one. */
function runs(model: Unigram, spots: readonly Spot[]): { readonly token: string; readonly from: number; readonly to: number; readonly known: boolean }[] {
  const found: { token: string; from: number; to: number; known: boolean }[] = [];
  let at = 0;
  for (const token of model.encode([textOf(spots)])) {
    const id = model.tokens_to_ids.get(token);
    const known = id !== undefined && id !== model.unk_token_id;
    const to = at + [...token].length;
    const last = found.at(-1);
    if (last && !last.known && !known) found[found.length - 1] = { token: last.token + token, from: last.from, to, known };
    else found.push({ token, from: at, to, known });
    at = to;
  }
  return found;
}

/** Unknown stretches are spelled in bytes where the vocabulary has them all, each byte standing for the whole stretch; else they are one unknown token. */
export const unigram: ModelKind = {
  type: 'Unigram',
  fits: part => Array.isArray(part.vocab),
  make(part) {
    const vocab = entriesOf(part);
    const unknown = part.unk_id === null || part.unk_id === undefined ? undefined : whole(part.unk_id, 'unk_id');
    if (unknown !== undefined && unknown >= vocab.length) refuse(`its unk_id ${unknown} is beyond the vocabulary of ${vocab.length}`);
    const fallback = flag(part.byte_fallback, 'byte_fallback', false);
    const model = new Unigram({ type: 'Unigram', vocab, ...(unknown !== undefined && { unk_id: unknown }) }, '');
    const ids = model.tokens_to_ids;
    const bytes = (token: string) => utf8(token).map(byte => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`);
    return {
      title: fallback ? 'Unigram with byte fallback' : 'Unigram',
      ids,
      encode: spots =>
        runs(model, spots).flatMap(({ token, from, to }): Made[] => {
          const range = rangeOf(spots, from, to);
          const id = ids.get(token);
          if (id !== undefined) return [{ id, token, ...range }];
          const spelling = fallback ? bytes(token) : [];
          if (spelling.length > 0 && spelling.every(byte => ids.has(byte))) return spelling.map(byte => ({ id: ids.get(byte) ?? 0, token: byte, ...range }));
          if (unknown === undefined) return raise({ code: 'bad-input', what: JSON.stringify(token), why: 'the vocabulary has no token for it' });
          return [{ id: unknown, token: model.vocab[unknown] ?? token, ...range }];
        }),
    };
  },
};
