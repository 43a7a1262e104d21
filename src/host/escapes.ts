/** What the source of a text means, and where in the source each UTF-16 unit of the meaning begins and ends. */
export interface Reading {
  readonly text: string;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

const ESCAPE = /\\(?:u\{([0-9a-f]{1,6})\}|u([0-9a-f]{4})|x([0-9a-f]{2})|(\r\n|[\s\S]))/gi;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0', '\n': '', '\r\n': '' };

/** What the escapes that nearly all languages share stand for; any other escaped character stands for itself. */
function meaningOf([whole, braced, four, two, one]: RegExpExecArray): string {
  const code = braced ?? four ?? two;
  if (code === undefined) return ESCAPES[one ?? ''] ?? one ?? whole;
  const point = Number.parseInt(code, 16);
  return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
}

/** Reads what stands between the quotes of a literal. */
export function readEscapes(raw: string): Reading {
  const starts = new Uint32Array(raw.length);
  const ends = new Uint32Array(raw.length);
  let text = '';
  const add = (piece: string, from: number, to: number, each: boolean): void => {
    for (let unit = 0; unit < piece.length; unit++) {
      starts[text.length + unit] = each ? from + unit : from;
      ends[text.length + unit] = each ? from + unit + 1 : to;
    }
    text += piece;
  };
  let at = 0;
  for (const found of raw.matchAll(ESCAPE)) {
    const to = found.index + found[0].length;
    const meaning = meaningOf(found);
    add(raw.slice(at, found.index), at, found.index, true);
    add(meaning, found.index, to, meaning === found[0]);
    at = to;
  }
  add(raw.slice(at), at, raw.length, true);
  return { text, starts: starts.subarray(0, text.length), ends: ends.subarray(0, text.length) };
}

/** The reading in which a source means a text: its escapes read, or as it stands; undefined where it is neither. */
export function readingOf(raw: string, text: string): Reading | undefined {
  if (raw === text) {
    const starts = Uint32Array.from({ length: raw.length }, (_, unit) => unit);
    return { text, starts, ends: starts.map(unit => unit + 1) };
  }
  const read = readEscapes(raw);
  return read.text === text ? read : undefined;
}

/** The range of the source that a range of the meaning comes from. */
export function sourceOf({ starts, ends, text }: Reading, start: number, end: number): readonly [from: number, to: number] {
  const last = Math.min(end, text.length) - 1;
  const from = starts[start] ?? ends.at(-1) ?? 0;
  return [from, last < start ? from : (ends[last] ?? from)];
}

/** The unit of the meaning that a place in the source belongs to; the length of the meaning for a place behind it all. */
export function meantAt({ ends, text }: Reading, place: number): number {
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] ?? 0) > place) high = middle;
    else low = middle + 1;
  }
  // The second half of a pair that one escape stands for belongs to its first.
  return low;
}
