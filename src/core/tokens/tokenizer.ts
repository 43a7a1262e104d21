import { asFault, FaultError, raise } from '../fault';
import { addedTokensOf, extractor } from './addedTokens';
import { decoderOf } from './decode';
import type { Tokens } from './input';
import { record, refuse } from './json';
import { modelOf } from './models/table';
import { normalizerOf } from './normalizers/table';
import type { Row } from './postProcessors/postProcessor';
import { postProcessorOf } from './postProcessors/table';
import { preTokenizerOf } from './preTokenizers/table';
import { textOf } from './spots';
import { wordsOf } from './words';

/** Longest text that is tokenised, in UTF-16 units. Expressions of a tokenizer.json may take time that grows faster than the text. */
export const LONGEST_TEXT = 1_000_000;

export interface Tokenizer {
  /** For people: "WordPiece", "byte-level BPE", ... */
  readonly kind: string;
  /** Number of tokens, added ones included. */
  readonly size: number;
  /**
   * Tokens of a text or a pair of texts, with what the post-processor adds around them; nothing is cut or padded.
   * Throws `bad-input` for a text that is too long or that the vocabulary cannot spell.
   */
  encode(text: string, pair?: string): Tokens;
  /** Tokens of ids, in the text that they decode to. Throws `bad-input` for an id that the vocabulary lacks. */
  decodeIds(ids: readonly number[]): Tokens;
}

/** Columns of rows. */
function tokensOf(rows: readonly Row[], texts: readonly string[]): Tokens {
  return {
    ids: rows.map(row => row.id),
    tokens: rows.map(row => row.token),
    offsets: rows.map(row => [row.start, row.end]),
    segments: rows.map(row => row.segment),
    types: rows.map(row => row.type),
    special: rows.map(row => row.special),
    words: rows.map(row => row.word),
    texts,
  };
}

function build(tokenizerJson: unknown): Tokenizer {
  const file = record(tokenizerJson, 'the file');
  const added = addedTokensOf(file.added_tokens);
  const normalizer = normalizerOf(file.normalizer);
  const cut = preTokenizerOf(file.pre_tokenizer);
  const model = modelOf(file.model);
  const finish = postProcessorOf(file.post_processor);
  const extract = extractor(added, normalizer);
  const decoder = decoderOf(file.decoder, model, added);
  const rowsOf = (text: string, segment: number): Row[] => {
    let pretoken = -1;
    const placed = extract(text).flatMap(({ spots, token }) => {
      const [start, end] = [spots[0]?.start ?? 0, spots.at(-1)?.end ?? 0];
      if (token) return [{ id: token.id, token: token.content, text: textOf(spots), start, end, pretoken: ++pretoken, special: token.special }];
      return cut(spots).flatMap(piece => {
        pretoken++;
        return model.encode(piece).map(made => ({ ...made, text: made.token, pretoken, special: false }));
      });
    });
    const words = wordsOf(placed, text);
    return placed.map(({ pretoken: _, ...row }, index) => ({ ...row, segment, type: segment, word: words[index] ?? -1 }));
  };
  return {
    kind: model.title,
    size: new Set([...model.ids.values(), ...added.map(token => token.id)]).size,
    encode(text, pair) {
      const texts = pair === undefined ? [text] : [text, pair];
      const longest = Math.max(...texts.map(one => one.length));
      if (longest > LONGEST_TEXT) raise({ code: 'bad-input', what: 'the text', why: `it has ${longest} characters; at most ${LONGEST_TEXT} are read at once` });
      return tokensOf(finish(texts.map(rowsOf), texts).flat(), texts);
    },
    decodeIds: decoder,
  };
}

/**
 * Opens a parsed tokenizer.json. The tokenizers package cuts pre-tokens into vocabulary; all before and after that is replayed here with the place of every
 * character kept, by the rules of Hugging Face's tokenizers, so that ids and offsets equal theirs, in UTF-16 units. `tokenizerConfig` (tokenizer_config.json)
 * may say nothing that changes ids. Throws `malformed` with one reason.
 */
export function openTokenizer(tokenizerJson: unknown, tokenizerConfig?: unknown): Tokenizer {
  try {
    if (tokenizerConfig !== undefined) record(tokenizerConfig, 'tokenizer_config.json');
    return build(tokenizerJson);
  } catch (thrown) {
    if (thrown instanceof FaultError) throw thrown;
    const fault = asFault(thrown);
    return refuse(fault.code === 'internal' ? fault.why : fault.code);
  }
}
