import { type Change, type Spot, transform } from './spots';

export type Form = 'NFC' | 'NFD' | 'NFKC' | 'NFKD';

/** A character that may combine with what stands before it: marks, and the vowels and finals of Hangul syllables. */
const COMBINES = /^[\p{M}\u1160-\u11ff]/u;

/** Takes the first change for `char` out of a list. */
function take(from: Change[], char: string): Change {
  const at = from.findIndex(change => change.char === char);
  return from.splice(Math.max(at, 0), 1)[0] ?? { char, change: 0 };
}

/** Decomposes characters that combine with each other: the first of each character's parts takes its place, the others are inserted. In canonical order. */
function decompose(chars: readonly string[], form: 'NFD' | 'NFKD'): Change[] {
  const parts = chars.flatMap(char => Array.from(char.normalize(form), (part, index) => ({ char: part, change: index > 0 ? 1 : 0 })));
  return Array.from(chars.join('').normalize(form), char => take(parts, char));
}

/** Composes: a character made of n takes the place of one of them and drops the other n - 1. */
function compose(parts: Change[]): Change[] {
  const composed = parts
    .map(part => part.char)
    .join('')
    .normalize('NFC');
  return Array.from(composed, char => {
    const taken = Array.from(char.normalize('NFD'), part => take(parts, part));
    return { char, change: taken.reduce((sum, { change }) => sum + change, 1 - taken.length) };
  });
}

/** A Unicode normalisation form, keeping where each character came from. Works on one base character with its marks at a time, where forms are independent. */
export function normalize(spots: readonly Spot[], form: Form): Spot[] {
  const base = form.includes('K') ? 'NFKD' : 'NFD';
  const changes: Change[] = [];
  let cluster: string[] = [];
  const flush = () => {
    const parts = decompose(cluster, base);
    changes.push(...(form.endsWith('C') ? compose(parts) : parts));
    cluster = [];
  };
  for (const { char } of spots) {
    if (!COMBINES.test(char.normalize(base))) flush();
    cluster.push(char);
  }
  flush();
  return transform(spots, changes);
}

/** Lower case character by character, without regard to neighbours (no final sigma), as Rust's `char::to_lowercase`. */
export const lowercase = (spots: readonly Spot[]): Spot[] => spots.flatMap(spot => Array.from(spot.char.toLowerCase(), char => ({ ...spot, char })));
