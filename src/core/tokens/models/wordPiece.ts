import { WordPiece } from '@huggingface/tokenizers';
import { refuse, text, whole } from '../json';
import { textOf } from '../spots';
import { type Made, type Model, type ModelKind, rangeOf, vocabularyOf } from './model';

/** A word that the vocabulary cannot spell is one unknown token over the whole word. */
export const wordPiece: ModelKind = {
  type: 'WordPiece',
  fits: part => typeof part.continuing_subword_prefix === 'string' && part.merges === undefined,
  make(part): Model {
    const prefix = text(part.continuing_subword_prefix ?? '##', 'continuing_subword_prefix');
    const unknown = text(part.unk_token ?? '[UNK]', 'unk_token');
    const longest = whole(part.max_input_chars_per_word ?? 100, 'max_input_chars_per_word');
    const vocab = vocabularyOf(part);
    const unknownId = vocab[unknown] ?? refuse(`its unknown token ${JSON.stringify(unknown)} is not in the vocabulary`);
    const model = new WordPiece({ type: 'WordPiece', vocab, unk_token: unknown, continuing_subword_prefix: prefix, max_input_chars_per_word: longest });
    return {
      title: 'WordPiece',
      ids: model.tokens_to_ids,
      encode(spots) {
        let at = 0;
        return model.encode([textOf(spots)]).map((token, index, all): Made => {
          const alone = token === unknown && all.length === 1;
          const to = alone ? spots.length : at + [...token].length - (index > 0 ? [...prefix].length : 0);
          const made = { id: model.tokens_to_ids.get(token) ?? unknownId, token, ...rangeOf(spots, at, to) };
          at = to;
          return made;
        });
      },
    };
  },
};
