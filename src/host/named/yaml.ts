/** A scalar of a YAML document as one line holds it: what it says, where it stands, and the keys that lead to it, the nearest last. */
export interface Scalar {
  readonly key: string;
  readonly parent: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const LINE = /^(\s*(?:-\s+)*)(?:(?:"([^"\\]{1,100})"|'([^']{1,100})'|([\w.-]{1,100}))\s*:(?:\s+|$))?/;
const LONGEST_LINE = 5000;

/**
 * The scalars of a YAML document that stand on one line, quoted or plain, after their key or as an element of a list. Anchors, tags, flow
 * collections and block scalars are passed over. Gives undefined after each line without one, as an occasion to stop.
 */
export function* scalarsOf(text: string): Generator<Scalar | undefined, void, undefined> {
  const parents: { readonly indent: number; readonly key: string }[] = [];
  let block = -1;
  for (let at = 0; at < text.length; ) {
    const found = text.indexOf('\n', at);
    const end = found < 0 ? text.length : found;
    const line = text.slice(at, Math.min(end, at + LONGEST_LINE)).replace(/\r$/, '');
    const indent = line.length - line.trimStart().length;
    const blank = indent === line.length;
    if (block >= 0 && !blank && indent <= block) block = -1;
    yield block < 0 && !blank ? scalarIn(line, at, parents) : undefined;
    if (block < 0 && /[:-]\s+(?:[!&]\S+\s+){0,2}[|>][-+\d]*\s*(?:#.*)?$/.test(line)) block = indent;
    at = end + 1;
  }
}

/** The scalar at a position; undefined where there is none. */
export function scalarAt(text: string, position: number): Scalar | undefined {
  for (const scalar of scalarsOf(text)) if (scalar && scalar.end >= position) return scalar.start <= position ? scalar : undefined;
  return undefined;
}

function scalarIn(line: string, at: number, parents: { readonly indent: number; readonly key: string }[]): Scalar | undefined {
  const [head = '', lead = '', double, single, bare] = LINE.exec(line) ?? [];
  const own = double ?? single ?? bare;
  while (parents.length > 0 && (parents.at(-1)?.indent ?? -1) >= lead.length) parents.pop();
  const parent = parents.at(-1)?.key ?? '';
  if (own !== undefined) parents.push({ indent: lead.length, key: own });
  if (own === undefined && !lead.includes('-')) return undefined;
  const value = scalarOf(line.slice(head.length));
  return value && { key: own ?? parent, parent, start: at + head.length + value.start, end: at + head.length + value.end, text: value.text };
}

/** What the rest of a line says, where it is one scalar. */
function scalarOf(rest: string): { readonly start: number; readonly end: number; readonly text: string } | undefined {
  const quoted = /^"((?:[^"\\]|\\.)*)"\s*(?:#.*)?$/.exec(rest) ?? /^'((?:[^']|'')*)'\s*(?:#.*)?$/.exec(rest);
  const raw = quoted?.[1];
  if (raw !== undefined) return { start: 1, end: 1 + raw.length, text: rest.startsWith("'") ? raw.replaceAll("''", "'") : raw.replace(/\\(["\\/])/g, '$1') };
  if (/^[[\]{}&*!|>%@`"'#?,]/.test(rest)) return undefined;
  const text = rest.replace(/(?<!\s)\s+#.*$/, '').trimEnd();
  return text === '' ? undefined : { start: 0, end: text.length, text };
}
