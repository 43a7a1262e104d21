import { flag } from '../json';
import { WHITESPACE } from '../patterns';
import { lowercase, normalize } from '../unicode';
import type { NormalizerKind, Rewrite } from './normalizer';

/** What cleaning drops: NUL, the replacement character, controls, formats, private use. Tabs and line ends become spaces instead. */
const DROPPED = /^(?![\t\n\r])[\0\ufffd\p{Cc}\p{Cf}\p{Co}]$/u;
const NONSPACING = /^\p{Mn}$/u;

/** Blocks of ideographs that BERT sets apart by spaces. */
const IDEOGRAPH = /^[\u4e00-\u9fff\u3400-\u4dbf\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b920}-\u{2ceaf}\uf900-\ufaff\u{2f800}-\u{2fa1f}]$/u;

const clean: Rewrite = spots => spots.filter(spot => !DROPPED.test(spot.char)).map(spot => (WHITESPACE.test(spot.char) ? { ...spot, char: ' ' } : spot));
const setApart: Rewrite = spots => spots.flatMap(spot => (IDEOGRAPH.test(spot.char) ? [{ ...spot, char: ' ' }, spot, { ...spot, char: ' ' }] : [spot]));
const stripAccents: Rewrite = spots => normalize(spots, 'NFD').filter(spot => !NONSPACING.test(spot.char));

export const bertNormalizer: NormalizerKind = {
  type: 'BertNormalizer',
  make(part) {
    const lower = flag(part.lowercase, 'lowercase', true);
    const steps = [
      flag(part.clean_text, 'clean_text', true) && clean,
      flag(part.handle_chinese_chars, 'handle_chinese_chars', true) && setApart,
      flag(part.strip_accents, 'strip_accents', lower) && stripAccents,
      lower && lowercase,
    ].filter(step => step !== false);
    return spots => steps.reduce<ReturnType<Rewrite>>((so, step) => step(so), spots);
  },
};
