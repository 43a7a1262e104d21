const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** True where a text has letters that are read from right to left. */
export const hasRightToLeft = (text: string): boolean => RIGHT_TO_LEFT.test(text);

/** True where the first letter of a text is read from right to left: so does the whole then. */
export const runsRightToLeft = (text: string): boolean => hasRightToLeft(/\p{L}/u.exec(text)?.[0] ?? '');

/** A name for the middle of a sentence: what is read from right to left would else take the signs and numbers after it to its other side. */
export const isolated = (name: string): string => (hasRightToLeft(name) ? `\u2068${name}\u2069` : name);
