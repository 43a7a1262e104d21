import type { Context } from '../context';
import { pointedText } from '../pointed';

/** Forgets the text that the list points at, or that is chosen there. */
export async function forgetText({ texts, selected }: Context, what?: unknown): Promise<void> {
  const text = pointedText(what) ?? selected('texts')?.text;
  if (text !== undefined) await texts.forget(text);
}
