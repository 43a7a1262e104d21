import { readEscapes } from './escapes';

/** A stretch of text in a document, UTF-16 units; `text` is what the stretch means (escapes read). */
export interface Literal {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A piece of a document that is not code: a comment, or a string with what stands before its quote. `from` to `to` hold quotes and prefix too. */
export type Piece =
  | { readonly kind: 'comment'; readonly from: number; readonly to: number }
  | { readonly kind: 'string'; readonly from: number; readonly to: number; readonly start: number; readonly end: number; readonly quote: string; readonly prefix: string };

const HASH = new Set(['python', 'shellscript', 'yaml', 'ruby', 'r', 'toml', 'julia', 'perl', 'makefile', 'dockerfile', 'coffeescript', 'powershell', 'elixir', 'dotenv']);
const DASHES = new Set(['sql', 'lua', 'haskell', 'elm', 'ada']);
/** Languages in which a string between single quotes knows no escapes. */
const PLAIN_SINGLE = new Set(['toml', 'yaml']);
/** Languages whose text is the text: no quote opens a string there. */
const PROSE = new Set(['plaintext', 'markdown', 'latex', 'restructuredtext', 'asciidoc', 'log', 'html']);

/** Quotes, the longer first; strings of one line end with it. `stop` is what may end a string or takes the next character with it. */
const QUOTES = [
  { open: '"""', lines: true, stop: /["\\]/g },
  { open: "'''", lines: true, stop: /['\\]/g },
  { open: '`', lines: true, stop: /[`\\]/g },
  { open: '"', lines: false, stop: /["\\\n]/g },
  { open: "'", lines: false, stop: /['\\\n]/g },
] as const;

/** What may begin a comment or a string, or takes the next character with it. */
const BEGINS = { '#': /["'`\\#]/g, '--': /["'`\\]|--/g, '//': /["'`\\]|\/[/*]/g } as const;

const lineEnd = (text: string, at: number): number => {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
};

const blockEnd = (text: string, at: number): number => {
  const end = text.indexOf('*/', at + 2);
  return end < 0 ? text.length : end + 2;
};

/** Where a string that opens before `from` closes: the place of its closing quote, or undefined if it never does. */
function closing(text: string, from: number, { open, stop }: (typeof QUOTES)[number], escapes: boolean): number | undefined {
  stop.lastIndex = from;
  for (let found = stop.exec(text); found; found = stop.exec(text)) {
    const { index } = found;
    if (text[index] === '\\') stop.lastIndex = escapes ? index + 2 : index + 1;
    else if (text[index] === '\n') return undefined;
    else if (text.startsWith(open, index)) return index;
  }
  return undefined;
}

/**
 * The comments and strings of a document in order, in any language that writes strings between quotes: an apostrophe within a word opens nothing,
 * triple quotes and backticks run over lines. Nothing is looked at twice, whatever a document holds.
 */
export function* piecesOf(text: string, language: string): Generator<Piece, void, undefined> {
  if (PROSE.has(language)) return;
  const comment = HASH.has(language) ? '#' : DASHES.has(language) ? '--' : '//';
  const begins = BEGINS[comment];
  const next = (from: number): number => {
    begins.lastIndex = from;
    return begins.exec(text)?.index ?? text.length;
  };
  for (let i = next(0); i < text.length; ) {
    if (text[i] === '\\') i = next(i + 2);
    else if (text.startsWith(comment, i) || text.startsWith('/*', i)) {
      const to = text[i + 1] === '*' && comment === '//' ? blockEnd(text, i) : lineEnd(text, i);
      yield { kind: 'comment', from: i, to };
      i = next(to);
    } else {
      const string = stringAt(text, i, language);
      if (typeof string === 'object') yield string;
      // What opens nothing is passed over; a backslash outside a string takes the next character with it, as inside.
      i = next(typeof string === 'object' ? string.to : i + string);
    }
  }
}

/** The string that opens here, or the length of the quote that opens none. */
function stringAt(text: string, at: number, language: string): Extract<Piece, { kind: 'string' }> | number {
  const quote = QUOTES.find(({ open }) => text.startsWith(open, at));
  if (!quote) return 1;
  const prefix = /[\p{L}\p{N}_]*$/u.exec(text.slice(Math.max(0, at - 8), at))?.[0] ?? '';
  const known = /^(?:[rbfut]|[rt][bf]|[bf][rt]|rt|tr)?$/iu.test(prefix);
  if (quote.open === "'" && !known) return 1;
  const start = at + quote.open.length;
  const end = closing(text, start, quote, !(quote.open[0] === "'" && PLAIN_SINGLE.has(language)));
  if (end === undefined) return quote.open.length;
  const before = known ? prefix.toLowerCase() : '';
  return { kind: 'string', from: at - before.length, to: end + quote.open.length, start, end, quote: quote.open, prefix: before };
}

/** What a string means, its escapes read. */
export function meaningOf(text: string, { start, end, prefix, quote }: Extract<Piece, { kind: 'string' }>, language: string): string {
  const raw = text.slice(start, end);
  return prefix.includes('r') || (quote[0] === "'" && PLAIN_SINGLE.has(language)) ? raw : readEscapes(raw).text;
}

/** Whether values are put into a string when it is read, so that it does not say what it will be. */
export function isFilledIn(text: string, { start, end, prefix, quote }: Extract<Piece, { kind: 'string' }>): boolean {
  const holds = (sign: string): boolean => text.slice(start, end).includes(sign);
  return quote === '`' ? holds('${') : /[ft]/.test(prefix) && holds('{');
}

/** The string literal around a position; undefined where there is none. */
export function literalAt(text: string, position: number, language: string): Literal | undefined {
  for (const piece of piecesOf(text, language)) {
    if (piece.from > position) return undefined;
    if (piece.kind === 'string' && position >= piece.start && position <= piece.end) return { start: piece.start, end: piece.end, text: meaningOf(text, piece, language) };
  }
  return undefined;
}

const WORDS = new Intl.Segmenter('en', { granularity: 'word' });
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;

/** Whether a text has something that a model could attend to: two words or more, apart from each other. Paths, names and keys have not. */
export function isProse(text: string, longest = 2000): boolean {
  const trimmed = text.trim();
  if (trimmed.length < 3 || trimmed.length > longest) return false;
  if (!/\s/u.test(trimmed) && !UNSPACED.test(trimmed)) return false;
  let words = 0;
  for (const { isWordLike, segment } of WORDS.segment(trimmed)) if (isWordLike && /\p{L}/u.test(segment) && ++words === 2) return true;
  return false;
}
