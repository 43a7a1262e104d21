import type { Context } from '../context';

/** Forgets every recent text. */
export const clearTexts = ({ texts }: Context): Promise<void> => texts.clear();
