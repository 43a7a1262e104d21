import { type Message, words } from '../src/core/message';

let translations: Readonly<Record<string, string>> = {};

/** Sets the translations that the host sent: English text to the user's language. */
export function setStrings(strings: Readonly<Record<string, string>>): void {
  translations = strings;
}

/** A string of the panel in the user's language: `t('{0} of {1}', 1, 2)`. The English text is its key. */
export const t = (text: string, ...args: (string | number)[]): string => words({ text: translations[text] ?? text, args });

/** The words of a message from the engine, in the user's language. */
export const say = ({ text, args }: Message): string => t(text, ...args);
