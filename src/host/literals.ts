/** A stretch of text in a document, UTF-16 units; `text` is what the stretch means (escapes read). */
export interface Literal {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const HASH = new Set(['python', 'shellscript', 'yaml', 'ruby', 'r', 'toml', 'julia', 'perl', 'makefile', 'dockerfile', 'coffeescript', 'powershell', 'elixir', 'dotenv']);
const DASHES = new Set(['sql', 'lua', 'haskell', 'elm', 'ada']);
/** Languages whose text is the text: no quote opens a string there. */
const PROSE = new Set(['plaintext', 'markdown', 'latex', 'restructuredtext', 'asciidoc', 'log', 'html']);

/** Where each kind of string ends; those of one line end with it. */
const QUOTES: readonly { readonly open: string; readonly lines: boolean }[] = [
  { open: '"""', lines: true },
  { open: "'''", lines: true },
  { open: '`', lines: true },
  { open: '"', lines: false },
  { open: "'", lines: false },
];

function commentLength(text: string, at: number, language: string): number {
  const line = HASH.has(language) ? '#' : DASHES.has(language) ? '--' : '//';
  if (text.startsWith(line, at)) return lineEnd(text, at) - at;
  if (line !== '//' || !text.startsWith('/*', at)) return 0;
  const end = text.indexOf('*/', at + 2);
  return (end < 0 ? text.length : end + 2) - at;
}

const lineEnd = (text: string, at: number): number => {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
};

/** Where a string that opens before `from` closes: the place of its closing quote, or undefined if it never does. */
function closing(text: string, from: number, { open, lines }: (typeof QUOTES)[number]): number | undefined {
  for (let i = from; i < text.length; i++) {
    const c = text[i];
    if (c === '\\') i++;
    else if (c === '\n' && !lines) return undefined;
    else if (text.startsWith(open, i)) return i;
  }
  return undefined;
}

/**
 * The string literal around a position, in any language that writes strings between quotes: comments are passed over, an apostrophe within a
 * word opens nothing, triple quotes and backticks run over lines. Undefined where there is none.
 */
export function literalAt(text: string, position: number, language: string): Literal | undefined {
  if (PROSE.has(language)) return undefined;
  for (let i = 0; i < position; ) {
    const comment = commentLength(text, i, language);
    if (comment > 0) {
      if (i + comment > position) return undefined;
      i += comment;
      continue;
    }
    const quote = opens(text, i);
    const end = quote ? closing(text, i + quote.open.length, quote) : undefined;
    if (!quote || end === undefined) {
      // A backslash outside a string takes the next character with it, as inside: so no quote is looked at twice, whatever a line holds.
      i += quote?.open.length ?? (text[i] === '\\' ? 2 : 1);
      continue;
    }
    const start = i + quote.open.length;
    if (position >= start && position <= end) return { start, end, text: isRaw(text, i) ? text.slice(start, end) : meaning(text.slice(start, end)) };
    i = end + quote.open.length;
  }
  return undefined;
}

function opens(text: string, at: number): (typeof QUOTES)[number] | undefined {
  const quote = QUOTES.find(({ open }) => text.startsWith(open, at));
  if (quote?.open !== "'") return quote;
  const word = /[\p{L}\p{N}_]*$/u.exec(text.slice(Math.max(0, at - 8), at))?.[0] ?? '';
  return word === '' || /^(?:[rbfut]|[rR][bBfF]|[bBfF][rR])$/iu.test(word) ? quote : undefined;
}

const isRaw = (text: string, at: number): boolean => /(?:^|[^\p{L}\p{N}_])(?:r|[rR][bBfF]|[bBfF][rR])$/iu.test(text.slice(Math.max(0, at - 4), at));

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0', '\n': '' };

/** What the escapes that nearly all languages share stand for; any other escaped character stands for itself. */
const meaning = (raw: string): string =>
  raw.replace(/\\(?:u\{([0-9a-f]{1,6})\}|u([0-9a-f]{4})|x([0-9a-f]{2})|([\s\S]))/gi, (whole, braced, four, two, one: string | undefined) => {
    const code = braced ?? four ?? two;
    if (code === undefined) return ESCAPES[one ?? ''] ?? one ?? whole;
    const point = Number.parseInt(code, 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });

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
