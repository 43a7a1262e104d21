import { isFilledIn, meaningOf, type Piece, piecesOf } from '../literals';
import { isNaming } from './calls';
import type { Place } from './places';

/** What an expression that may be a path says: joined parts, and where the strings stand that they come from. */
interface Value extends Place {
  /** 'text': a string; 'path': an object that `/` joins; 'file': the file that the code stands in. */
  readonly kind: 'text' | 'path' | 'file';
}

/** One expression: an argument, an element, what is assigned. */
interface Expression {
  key: string;
  /** Set by a colon, which an annotation's `=` may follow. */
  annotated: boolean;
  value: Value | undefined;
  /** Holds something that this reading does not follow. */
  unclear: boolean;
  /** The same before the name that was read last: a call or an assignment takes that name for itself. */
  before: boolean;
  joins: boolean;
}

/** What is between two brackets, or the whole document. */
interface Frame {
  readonly bracket: string;
  readonly callee: string;
  index: number;
  /** Its arguments so far, while each is clear. */
  parts: Value[] | undefined;
  now: Expression;
}

const expression = (): Expression => ({ key: '', annotated: false, value: undefined, unclear: false, before: false, joins: false });

const JOINS = /(?:^|\.)(?:Path|PurePath|join|resolve|str|fspath|abspath|realpath|expanduser|normpath)$/;
/** Methods that leave a path what it is. */
const KEEPS = /^(?:resolve|absolute|as_posix|expanduser|__str__|toString)$/;
/** Words that change nothing of what follows them. */
const WORDS = new Set(['await', 'new', 'return', 'const', 'let', 'var', 'export', 'yield', 'readonly', 'public', 'private', 'static']);
const TOKEN = /[\p{L}_$][\p{L}\p{N}_$]*|\d[\w.]*|[=!<>]=+|=>|:=|\*\*|->|\?[.?]|\/>|[^\s\p{L}\p{N}_$]|\n/gu;
const OPENS = new Set(['(', '[', '{']);
const CLOSES = new Set([')', ']', '}']);
const ENDS = new Set([',', ';', '/>']);

/** What is longer than any path, or is put together of more, is none. */
const LONGEST = 1000;
const MOST_PARTS = 100;

/** The file that code stands in is the folder that its names are resolved against, once its own name is taken off. */
const HERE: Value = { kind: 'path', named: '.', start: -1, end: -1 };

function joined(parts: readonly Value[], kind: Value['kind']): Value | undefined {
  const [first] = parts;
  if (!first || parts.some(part => part.kind === 'file')) return parts.length === 1 ? first : undefined;
  const strings = parts.filter(part => part.start >= 0);
  const named = parts.map(part => part.named).join('/');
  return named.length < LONGEST ? { kind, named, start: strings[0]?.start ?? -1, end: strings.at(-1)?.end ?? -1 } : undefined;
}

/**
 * Reads code of any language whose calls look like `name(argument, key=argument)` or `name(argument, { key: argument })`, one token after another,
 * each once. Follows strings, `os.path.join`, `Path(...) / "..."` and `__dirname`, and nothing else; what it does not follow names nothing.
 */
export class Reading {
  private readonly frames: Frame[] = [{ bracket: '', callee: '', index: 0, parts: undefined, now: expression() }];
  private readonly found: Place[] = [];
  /** The name that was read last, with its dots; '' after anything else. */
  private chain = '';
  private dotted = false;

  constructor(
    private readonly text: string,
    private readonly language: string,
  ) {}

  /** Gives nothing but occasions to stop, and the places at the end. */
  *run(): Generator<undefined, readonly Place[], undefined> {
    let at = 0;
    for (const piece of piecesOf(this.text, this.language)) {
      yield* this.code(at, piece.from);
      if (piece.kind === 'string') this.string(piece);
      at = piece.to;
      yield;
    }
    yield* this.code(at, this.text.length);
    while (this.frames.length > 1) this.close();
    this.finish();
    return this.found.sort((a, b) => a.start - b.start);
  }

  private *code(from: number, to: number): Generator<undefined, void, undefined> {
    const code = this.text.slice(from, to);
    let seen = 0;
    for (const [token] of code.matchAll(TOKEN)) {
      this.token(token);
      if (++seen % 1000 === 0) yield;
    }
  }

  private get frame(): Frame {
    return this.frames[this.frames.length - 1] as Frame;
  }

  private token(token: string): void {
    if (token === '\n') this.newline();
    else if (/^[\p{L}_$]/u.test(token)) this.word(token);
    else if (OPENS.has(token)) this.open(token);
    else if (CLOSES.has(token)) this.close();
    else if (ENDS.has(token)) this.finish();
    else if (token === '.' || token === '?.') this.dotted = true;
    else this.sign(token);
  }

  private sign(token: string): void {
    const { now } = this.frame;
    if (token === '=' || token === ':=') this.assign();
    else if (token === ':') this.colon();
    else if (token === '/' && now.value?.kind === 'path' && !now.joins) now.joins = true;
    else now.unclear = true;
    this.chain = '';
    this.dotted = false;
  }

  private word(word: string): void {
    const { now } = this.frame;
    if (!this.dotted && WORDS.has(word)) return;
    if (this.dotted && now.value && this.chain === '') {
      // `Path(__file__).parent`; a method that keeps the path is seen when it is called.
      if (word === 'parent' && now.value.kind === 'file') now.value = HERE;
      else if (!KEEPS.test(word)) now.unclear = true;
      else this.chain = `.${word}`;
    } else if (word === '__file__' || word === '__filename') this.take({ ...HERE, kind: 'file' });
    else if (word === '__dirname') this.take(HERE);
    else {
      if (!this.dotted || this.chain === '') now.before = now.unclear;
      this.chain = this.dotted ? `${this.chain}.${word}` : word;
      now.unclear = true;
    }
    this.dotted = false;
  }

  private string(piece: Extract<Piece, { kind: 'string' }>): void {
    const { start, end } = piece;
    const clear = !isFilledIn(this.text, piece) && end - start < LONGEST;
    if (clear) this.take({ kind: 'text', named: meaningOf(this.text, piece, this.language), start, end });
    else this.frame.now.unclear = true;
    this.chain = '';
    this.dotted = false;
  }

  /** A part of the expression that is clear: its whole value, or what `/` joins to it. */
  private take(value: Value): void {
    const { now } = this.frame;
    if (now.joins && now.value) {
      now.value = joined([now.value, value], 'path');
      now.unclear ||= !now.value;
    } else if (now.value) now.unclear = true;
    else now.value = value;
    now.joins = false;
  }

  private assign(): void {
    const { now } = this.frame;
    const key = now.annotated ? now.key : (this.chain.split('.').at(-1) ?? '');
    // `<Model path="a" name="b">` puts no comma between two.
    if (now.value && !now.before && this.chain !== '') {
      now.unclear = false;
      this.finish();
    }
    this.frame.now = { ...expression(), key };
  }

  /** After a name or a string in brackets, a key; elsewhere (an annotation, a block of Python) the beginning of something else. */
  private colon(): void {
    const { now } = this.frame;
    const key = now.value?.kind === 'text' && !now.unclear ? now.value.named : (this.chain.split('.').at(-1) ?? '');
    this.frame.now = { ...expression(), key, annotated: true };
  }

  private open(bracket: string): void {
    const { now } = this.frame;
    const callee = bracket === '(' ? this.chain : '';
    if (callee !== '' && !callee.startsWith('.')) now.unclear = now.before;
    // What stands before `[` is a name that `["key"] =` goes on with.
    this.frames.push({ bracket, callee, index: 0, parts: [], now: expression() });
    this.chain = '';
    this.dotted = false;
  }

  private close(): void {
    this.finish();
    if (this.frames.length === 1) return;
    const { bracket, callee, parts } = this.frames.pop() as Frame;
    const { now } = this.frame;
    this.chain = '';
    this.dotted = false;
    if (callee.startsWith('.')) return;
    if (bracket === '[') {
      now.unclear = true;
      this.chain = parts?.length === 1 ? (parts[0]?.named ?? '') : '';
      return;
    }
    const value = bracket === '(' && parts && parts.length > 0 ? returned(callee, parts) : undefined;
    if (value) this.take(value);
    else now.unclear = true;
  }

  /** The end of an expression: a place, where it is clear and its position names a checkpoint. */
  private finish(): void {
    const { frame } = this;
    const { key, value, unclear, joins } = frame.now;
    const clear = value !== undefined && !unclear && !joins;
    if (clear && value.start >= 0 && value.named !== '' && isNaming(frame.callee, frame.index, key)) this.found.push({ start: value.start, end: value.end, named: value.named });
    if (clear && key === '' && frame.parts && frame.parts.length < MOST_PARTS) frame.parts.push(value);
    else if (value || unclear || key) frame.parts = undefined;
    frame.index++;
    frame.now = expression();
    this.chain = '';
    this.dotted = false;
  }

  /** Within parentheses a line's end is a space; in a block it ends what is complete. */
  private newline(): void {
    const { bracket, now } = this.frame;
    if (bracket === '(' || bracket === '[') return;
    if (now.value || now.unclear || !now.key) this.finish();
  }
}

/** What a call of a function gives that joins paths, or says where the file stands. */
function returned(callee: string, parts: readonly Value[]): Value | undefined {
  const name = callee.split('.').at(-1) ?? '';
  if (callee === '') return parts.length === 1 ? parts[0] : undefined;
  if (name === 'dirname') return parts.length === 1 && parts[0]?.kind === 'file' ? HERE : undefined;
  return JOINS.test(callee) ? joined(parts, /Path$/.test(name) ? 'path' : 'text') : undefined;
}
