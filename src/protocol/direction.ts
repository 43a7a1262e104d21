/** The blocks of Unicode whose characters run from right to left, signs as the Arabic question mark among them. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** True where a text has characters that are read from right to left. */
export const hasRightToLeft = (text: string): boolean => RIGHT_TO_LEFT.test(text);

/** True where the first letter of a text is read from right to left: so does the whole then. */
export const runsRightToLeft = (text: string): boolean => hasRightToLeft(/\p{L}/u.exec(text)?.[0] ?? '');

/** A name for the middle of a sentence: what is read from right to left would else take the signs and numbers after it to its other side. */
export const isolated = (name: string): string => (hasRightToLeft(name) ? `\u2068${name}\u2069` : name);
