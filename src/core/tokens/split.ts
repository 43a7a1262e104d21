import { refuse } from './json';
import { type Stretch, stretches } from './patterns';
import { type Spot, textOf } from './spots';

/** What becomes of the delimiter when a text is split, by the names that tokenizer.json uses. */
export const BEHAVIORS = {
  Removed: found => found.filter(stretch => !stretch.match),
  Isolated: found => found,
  Contiguous: found => merged(found, (stretch, before) => stretch.match === before),
  MergedWithPrevious: found => merged(found, (stretch, before) => stretch.match && !before),
  MergedWithNext: found => merged([...found].reverse(), (stretch, before) => stretch.match && !before).reverse(),
} as const satisfies Record<string, (found: readonly Stretch[]) => readonly Stretch[]>;

export type Behavior = keyof typeof BEHAVIORS;

/** Joins each stretch for which `joins` holds to the one before it. `before` says whether the stretch before was a match (false at the start). */
function merged(found: readonly Stretch[], joins: (stretch: Stretch, before: boolean) => boolean): Stretch[] {
  const kept: Stretch[] = [];
  let before = false;
  for (const stretch of found) {
    const last = kept.at(-1);
    if (last && joins(stretch, before)) kept[kept.length - 1] = { ...last, start: Math.min(last.start, stretch.start), end: Math.max(last.end, stretch.end) };
    else kept.push(stretch);
    before = stretch.match;
  }
  return kept;
}

export function behaviorOf(value: unknown): Behavior {
  const given = String(value).toLowerCase().replaceAll('_', '');
  const name = (Object.keys(BEHAVIORS) as Behavior[]).find(known => known.toLowerCase() === given);
  return name ?? refuse(`${JSON.stringify(value)} is not a behaviour of a split`);
}

/** Cuts at UTF-16 places of the text that the spots spell; all places are boundaries of characters. */
export function cut(spots: readonly Spot[], ranges: readonly { readonly start: number; readonly end: number }[]): Spot[][] {
  const indexes = new Map<number, number>([[0, 0]]);
  let units = 0;
  spots.forEach((spot, index) => {
    units += spot.char.length;
    indexes.set(units, index + 1);
  });
  return ranges.map(({ start, end }) => spots.slice(indexes.get(start), indexes.get(end)));
}

/** Splits at the matches of an expression (between them where `invert` is set). */
export function splitBy(spots: readonly Spot[], pattern: RegExp, behavior: Behavior, invert = false): Spot[][] {
  const found = stretches(textOf(spots), pattern).map(stretch => (invert ? { ...stretch, match: !stretch.match } : stretch));
  return cut(spots, BEHAVIORS[behavior](found)).filter(piece => piece.length > 0);
}

/** Splits at the characters of a class. */
export function splitAt(spots: readonly Spot[], delimiter: RegExp, behavior: Behavior): Spot[][] {
  const found: Stretch[] = [];
  let from = 0;
  spots.forEach(({ char }, index) => {
    if (!delimiter.test(char)) return;
    if (from < index) found.push({ start: from, end: index, match: false });
    found.push({ start: index, end: index + 1, match: true });
    from = index + 1;
  });
  if (from < spots.length) found.push({ start: from, end: spots.length, match: false });
  return BEHAVIORS[behavior](found).map(({ start, end }) => spots.slice(start, end));
}
