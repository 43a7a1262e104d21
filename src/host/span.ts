/** A stretch of a document, UTF-16 offsets. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What an editor tells of one change: where, how much went, how much came. */
export interface Change {
  readonly rangeOffset: number;
  readonly rangeLength: number;
  readonly text: string;
}

/**
 * Where a stretch is after changes, or undefined where it was destroyed. It moves with what is written before it and grows with what is written in
 * it or at its end. Between quotes it grows at its start too, lives as long as its opening quote, and is read again by whoever needs its end.
 */
export function moved(span: Span, changes: readonly Change[], quoted: boolean): Span | undefined {
  let now: Span | undefined = span;
  for (const change of changes) now = now && (quoted ? movedInQuotes : movedBare)(now, change);
  return now;
}

function movedBare({ start, end }: Span, { rangeOffset: from, rangeLength, text }: Change): Span | undefined {
  const to = from + rangeLength;
  const by = text.length - rangeLength;
  if (to <= start) return { start: start + by, end: end + by };
  if (from > end || (from === end && rangeLength > 0)) return { start, end };
  const whole = from <= start && to >= end;
  return from >= start && to <= end && !whole ? { start, end: end + by } : undefined;
}

function movedInQuotes({ start, end }: Span, { rangeOffset: from, rangeLength, text }: Change): Span | undefined {
  const to = from + rangeLength;
  const by = text.length - rangeLength;
  if (to < start) return { start: start + by, end: end + by };
  if (from < start) return undefined;
  if (from > end) return { start, end };
  return { start, end: to <= end ? end + by : from + text.length };
}
