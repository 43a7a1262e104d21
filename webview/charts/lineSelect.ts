import { strongest } from './pool';

/** One line between a query and a key. */
export interface Strand {
  readonly query: number;
  readonly key: number;
  readonly weight: number;
}

export interface Selection {
  /** The most lines of one query. */
  readonly most: number;
  /** The weight from which on there is a line. */
  readonly least: number;
}

/** The strongest keys of one query, strongest first; never those of no weight. */
export const strandsOf = (query: number, row: ArrayLike<number>, { most, least }: Selection): readonly Strand[] =>
  strongest(row, most).flatMap(key => {
    const weight = row[key] ?? 0;
    return weight > 0 && weight >= least ? [{ query, key, weight }] : [];
  });

/** All that a line has from a weight on, strongest first; ties by index. */
export function allOf(row: ArrayLike<number>, least: number): readonly { readonly index: number; readonly weight: number }[] {
  const found: { index: number; weight: number }[] = [];
  for (let index = 0; index < row.length; index++) {
    const weight = row[index] ?? 0;
    if (weight > 0 && weight >= least) found.push({ index, weight });
  }
  return found.sort((one, other) => other.weight - one.weight || one.index - other.index);
}

/** Of strands, how many end before and how many after a window of keys, and the strongest of each. */
export function beyond(strands: readonly Strand[], first: number, count: number): { readonly above: readonly Strand[]; readonly below: readonly Strand[] } {
  return { above: strands.filter(({ key }) => key < first), below: strands.filter(({ key }) => key >= first + count) };
}
