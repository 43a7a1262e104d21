import { BPE } from '@huggingface/tokenizers';
import { flag, type Json, list, refuse } from '../json';
import { BYTE_CHARS, textOf } from '../spots';
import { utf8 } from '../utf8';
import { byteOf, type Made, type Model, type ModelKind, optional, rangeOf, spelled, vocabularyOf } from './model';

function mergesOf(part: Json): [string, string][] {
  return list(part.merges ?? [], 'the merges').map((merge, index) => {
    const pair: unknown = typeof merge === 'string' ? merge.split(' ') : merge;
    if (!Array.isArray(pair) || pair.length !== 2 || typeof pair[0] !== 'string' || typeof pair[1] !== 'string') return refuse(`merge ${index} is not a pair of texts`);
    return [pair[0], pair[1]];
  });
}

interface Settings {
  readonly unknown: string | undefined;
  readonly suffix: string;
  readonly fuse: boolean;
}

/**
 * Finds where the tokens of one pre-token stand. Each is read as what it spells; else as one byte of the character it stands in; else, if it is the unknown
 * token, as one character. Neighbouring unknowns are one token where `fuse` says so.
 */
function placed(model: BPE, spots: Parameters<Model['encode']>[0], { unknown, suffix, fuse }: Settings): Made[] {
  const made: Made[] = [];
  let at = 0;
  let bytes = 0;
  for (const token of model.encode([textOf(spots)])) {
    const id = model.tokens_to_ids.get(token) ?? 0;
    const literal = suffix && token.endsWith(suffix) ? token.slice(0, -suffix.length) : token;
    const isByte = byteOf(token) !== undefined;
    const spells = bytes === 0 ? spelled(spots, at, literal) : 0;
    const to = at + Math.max(spells, 1);
    const last = made.at(-1);
    if (spells === 0 && token === unknown && fuse && last?.token === unknown) made[made.length - 1] = { ...last, end: rangeOf(spots, at, to).end };
    else made.push({ id, token, ...rangeOf(spots, at, to) });
    if (spells === 0 && isByte && ++bytes < utf8(spots[at]?.char ?? '').length) continue;
    bytes = 0;
    at = to;
  }
  return made;
}

export const bpe: ModelKind = {
  type: 'BPE',
  fits: part => part.merges !== undefined,
  make(part) {
    if (optional(part.continuing_subword_prefix, 'continuing_subword_prefix')) return refuse('its BPE marks inner pieces by a prefix, which is not supported');
    const unknown = optional(part.unk_token, 'unk_token');
    const suffix = optional(part.end_of_word_suffix, 'end_of_word_suffix') ?? '';
    const fallback = flag(part.byte_fallback, 'byte_fallback', false);
    const settings: Settings = { unknown, suffix, fuse: flag(part.fuse_unk, 'fuse_unk', false) };
    const model = new BPE({
      type: 'BPE',
      vocab: vocabularyOf(part),
      merges: mergesOf(part),
      ignore_merges: flag(part.ignore_merges, 'ignore_merges', false),
      byte_fallback: fallback,
      ...(unknown !== undefined && { unk_token: unknown }),
      ...(suffix && { end_of_word_suffix: suffix }),
    });
    const byteLevel = BYTE_CHARS.every(char => model.tokens_to_ids.has(char));
    return {
      title: byteLevel ? 'byte-level BPE' : fallback ? 'BPE with byte fallback' : 'BPE',
      ids: model.tokens_to_ids,
      // Without an unknown token, what the vocabulary lacks is dropped before anything is merged.
      encode: spots => placed(model, unknown !== undefined || fallback || suffix ? spots : spots.filter(spot => model.tokens_to_ids.has(spot.char)), settings),
    };
  },
};
