/** A stretch of a token's text: as it reads, or a sign in place of something that cannot be seen. */
export interface Stretch {
  readonly text: string;
  readonly sign: boolean;
}

const SIGNS: Readonly<Record<string, string>> = { '\n': '↵', '\r': '␍', '\t': '⇥', '\u00a0': '⍽', '\u200b': '∅', '\u200d': '∅', '\ufeff': '∅', '\u00ad': '-' };
const UNSEEN = /[\p{Cc}\p{Cf}\u00a0\u00ad]/u;

/** Splits text so that newlines, tabs and other unseen characters can be drawn as grey signs. Nothing is lost but their look. */
export function stretches(text: string): readonly Stretch[] {
  const found: Stretch[] = [];
  for (const character of text) {
    const sign = UNSEEN.test(character);
    const shown = sign ? signOf(character) : character;
    const last = found.at(-1);
    if (last && last.sign === sign) found[found.length - 1] = { text: last.text + shown, sign };
    else found.push({ text: shown, sign });
  }
  return found;
}

function signOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  // Control Pictures of Unicode stand 0x2400 above the C0 controls.
  return SIGNS[character] ?? (code < 0x20 ? String.fromCodePoint(0x2400 + code) : '∅');
}

export interface Named {
  readonly text: string;
  readonly label: string;
}

/** A token's name in one line: its text without the space before it, signs for what cannot be seen, the vocabulary's spelling where it has no text. */
export function tokenName({ text, label }: Named): string {
  const seen = stretches(text.trim() === '' ? text : text.replace(/^ +| +$/g, ''))
    .map(stretch => stretch.text)
    .join('');
  if (seen === '') return label;
  return seen.replace(/ /g, text.trim() === '' ? '␣' : ' ');
}

/** Shortens a name for an axis, cutting between characters, never inside one. */
export function shortened(name: string, most: number): string {
  const characters = [...name];
  return characters.length <= most ? name : `${characters.slice(0, most - 1).join('')}…`;
}
