import { flag } from '../json';
import { splitBy } from '../split';
import { byteSpots, prepend } from '../spots';
import type { PreTokenizerKind } from './preTokenizer';

/** GPT-2's words: contractions, a run of letters, digits or signs with the space before it, blanks. */
const WORDS = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

export const byteLevel: PreTokenizerKind = {
  type: 'ByteLevel',
  make(part) {
    const space = flag(part.add_prefix_space, 'add_prefix_space', true);
    const words = flag(part.use_regex, 'use_regex', true);
    return spots => {
      const spaced = space && spots[0]?.char !== ' ' ? prepend(spots, ' ') : spots;
      return (words ? splitBy(spaced, WORDS, 'Isolated') : [spaced]).map(byteSpots);
    };
  },
};
