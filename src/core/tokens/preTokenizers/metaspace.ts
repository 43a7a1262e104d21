import { flag, refuse, text } from '../json';
import { patternOf } from '../patterns';
import { splitBy } from '../split';
import { prepend } from '../spots';
import type { PreTokenizerKind } from './preTokenizer';

/** `first` puts the sign before the piece at the very start of the text only. `add_prefix_space: false` is the older way to write `never`. */
const SCHEMES = ['always', 'first', 'never'];

export const metaspace: PreTokenizerKind = {
  type: 'Metaspace',
  make(part) {
    const sign = text(part.replacement ?? '▁', 'the replacement of a Metaspace');
    const scheme = flag(part.add_prefix_space, 'add_prefix_space', true) ? text(part.prepend_scheme ?? 'always', 'prepend_scheme') : 'never';
    if (!SCHEMES.includes(scheme)) refuse(`the prepend_scheme "${scheme.slice(0, 80)}" is none of ${SCHEMES.join(', ')}`);
    const pattern = patternOf({ pattern: { String: sign } }, 'Metaspace');
    const split = flag(part.split, 'split', true);
    return spots => {
      const marked = spots.map(spot => (spot.char === ' ' ? { ...spot, char: sign } : spot));
      const wanted = scheme === 'always' || (scheme === 'first' && spots[0]?.start === 0);
      const whole = wanted && marked[0]?.char !== sign ? prepend(marked, sign) : marked;
      return split ? splitBy(whole, pattern, 'MergedWithNext') : [whole];
    };
  },
};
