import { SplitPreTokenizer } from '@huggingface/tokenizers';
import { isRecord, type Json, refuse } from './json';

/** A stretch of a text, in UTF-16 units, that a pattern matched or that lies between its matches. Stretches cover the text in order. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly match: boolean;
}

/** Character classes of Rust's standard library and regular expressions, which the pipeline's rules are written in. */
export const WHITESPACE = /^\p{White_Space}$/u;
export const WORD = /^[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]$/u;
export const PUNCTUATION = /^[\p{P}!-/:-@[-`{-~]$/u;
export const NUMERIC = /^\p{N}$/u;

const escaped = (literal: string): string => literal.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/**
 * The pattern of a Split or Replace part: a literal text or an expression in Oniguruma's dialect, which the tokenizers package knows how to write
 * in JavaScript's. An expression of a file can be made to take exponential time; nothing but ending the process helps, which is why it has its own.
 */
export function patternOf(part: Json, what: string): RegExp {
  const pattern = part.pattern;
  if (!isRecord(pattern)) return refuse(`the pattern of a ${what} is not an object`);
  if (typeof pattern.String === 'string') return new RegExp(pattern.String === '' ? '(?!)' : escaped(pattern.String), 'gu');
  if (typeof pattern.Regex !== 'string') return refuse(`the pattern of a ${what} is neither a text nor an expression`);
  try {
    return new SplitPreTokenizer({ type: 'Split', pattern: { Regex: pattern.Regex }, behavior: 'Isolated' }).pattern ?? refuse(`the pattern of a ${what} is empty`);
  } catch {
    return refuse(`the expression ${JSON.stringify(pattern.Regex.slice(0, 80))} of a ${what} cannot be read`);
  }
}

/** Matches of a pattern and what lies between them. */
export function stretches(text: string, pattern: RegExp): Stretch[] {
  const found: Stretch[] = [];
  let last = 0;
  for (const { index, 0: matched } of text.matchAll(pattern)) {
    if (last < index) found.push({ start: last, end: index, match: false });
    found.push({ start: index, end: index + matched.length, match: true });
    last = index + matched.length;
  }
  if (last < text.length) found.push({ start: last, end: text.length, match: false });
  return found;
}
