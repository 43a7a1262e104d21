import { SESSION_EXTENSION } from './format';

const WORDS = 4;
const LONGEST = 40;

/** A name for a session's file: the checkpoint's, and the first words of its text. */
export function sessionName(checkpoint: string, text: string): string {
  const words = `${checkpoint} ${(text.match(/[\p{L}\p{N}]+/gu) ?? []).slice(0, WORDS).join(' ')}`.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ['panel'];
  let name = '';
  for (const word of words) {
    const longer = name === '' ? word : `${name}-${word}`;
    if (longer.length > LONGEST && name !== '') break;
    name = [...longer].slice(0, LONGEST).join('');
  }
  return name + SESSION_EXTENSION;
}
