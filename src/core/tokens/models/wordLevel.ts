import { raise } from '../../fault';
import { textOf } from '../spots';
import { type ModelKind, optional, rangeOf, vocabularyOf } from './model';

/** Every pre-token is a token or unknown. */
export const wordLevel: ModelKind = {
  type: 'WordLevel',
  fits: () => true,
  make(part) {
    const ids = new Map(Object.entries(vocabularyOf(part)));
    const unknown = optional(part.unk_token, 'unk_token') ?? '';
    return {
      title: 'WordLevel',
      ids,
      encode(spots) {
        const word = textOf(spots);
        const token = ids.has(word) ? word : unknown;
        const id = ids.get(token) ?? raise({ code: 'bad-input', what: JSON.stringify(word), why: 'the vocabulary has no token for it' });
        return [{ id, token, ...rangeOf(spots, 0, spots.length) }];
      },
    };
  },
};
