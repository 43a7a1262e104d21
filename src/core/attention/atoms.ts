/** Dims of every value in one run. */
export type Shapes = ReadonlyMap<string, readonly number[]>;

/** A length in each run; the runs differ in the inputs' lengths, so a length that follows an input shows. */
export type Lengths = readonly number[];

/** Where an axis comes from: an axis of an input, a parameter (features, heads, learned queries), or made in the graph. */
export type Source = 'input' | 'weight' | 'made';

/** An axis, or a factor of one, followed through the graph. Folding joins atoms, unfolding splits them; their product is the axis' length. */
export interface Atom {
  readonly id: number;
  readonly lengths: Lengths;
  readonly source: Source;
  /** Axes of inputs that it goes back to, as `name:axis`. Kept through splits, slices, convolutions; joined axes have several. */
  readonly roots: readonly string[];
  /** Made by repeating one thing along it (Expand): its entries are all the same. */
  readonly repeated: boolean;
}

/** Axes of a value, each as its factors, outermost first; an axis of length one has none. */
export type Axes = readonly (readonly Atom[])[];

const same = (a: Lengths, b: Lengths) => a.every((length, run) => length === b[run]);
const divides = (a: Lengths, b: Lengths) => b.every((length, run) => length % (a[run] ?? 0) === 0);
const over = (a: Lengths, b: Lengths): number[] => a.map((length, run) => length / (b[run] ?? 1));

export const isOne = (lengths: Lengths) => lengths.every(length => length === 1);
export const varies = (lengths: Lengths) => lengths.some(length => length !== lengths[0]);
export const lengthOf = (atoms: readonly Pick<Atom, 'lengths'>[], runs: number): number[] =>
  Array.from({ length: runs }, (_, run) => atoms.reduce((product, atom) => product * (atom.lengths[run] ?? 1), 1));
export const sameLengths = same;

/** Splits a row of factors into axes of the given lengths, outermost first, cutting factors where an axis ends inside one; undefined where no cut fits. */
export function refactor<F extends { readonly lengths: Lengths }>(
  factors: readonly F[],
  targets: readonly Lengths[],
  split: (factor: F, outer: Lengths, inner: Lengths) => readonly [F, F],
): F[][] | undefined {
  const queue = [...factors];
  const axes: F[][] = [];
  for (const target of targets) {
    const axis: F[] = [];
    let rest = target;
    while (!isOne(rest)) {
      const next = queue.shift();
      if (!next || rest.includes(0)) return undefined;
      if (divides(next.lengths, rest)) {
        axis.push(next);
        rest = over(rest, next.lengths);
      } else if (divides(rest, next.lengths)) {
        const [outer, inner] = split(next, rest, over(next.lengths, rest));
        axis.push(outer);
        queue.unshift(inner);
        rest = rest.map(() => 1);
      } else return undefined;
    }
    axes.push(axis);
  }
  return queue.every(rest => isOne(rest.lengths)) ? axes : undefined;
}

/** Makes atoms; equal cuts of one atom give the same two atoms, so that two values folded alike are seen to be alike. */
export class AtomTable {
  private count = 0;
  private readonly cuts = new Map<string, readonly [Atom, Atom]>();
  private readonly inputs: Atom[] = [];

  make(lengths: Lengths, source: Source, roots: readonly string[] = [], repeated = false): Atom {
    return { id: this.count++, lengths, source, roots, repeated };
  }

  input(lengths: Lengths, root: string): Atom {
    const twin = this.inputs.find(atom => varies(lengths) && same(atom.lengths, lengths));
    if (twin) return twin;
    const atom = this.make(lengths, 'input', [root]);
    this.inputs.push(atom);
    return atom;
  }

  /** An axis whose way is not known: the input's axis that has its length in every run, else a new one. */
  guess(lengths: Lengths, repeated = false): Atom {
    return (varies(lengths) && this.inputs.find(atom => same(atom.lengths, lengths))) || this.make(lengths, 'made', [], repeated);
  }

  /** An axis cut from, padded to or joined with others: another length, the same origin. */
  resized(atoms: readonly Atom[], lengths: Lengths): readonly Atom[] {
    if (isOne(lengths)) return [];
    const origin = atoms.find(atom => atom.source === 'input') ?? atoms[0];
    const roots = [...new Set(atoms.flatMap(atom => atom.roots))];
    return [origin ? this.make(lengths, origin.source, roots) : this.guess(lengths)];
  }

  split(atom: Atom, outer: Lengths, inner: Lengths): readonly [Atom, Atom] {
    const key = `${atom.id}/${outer}`;
    const known = this.cuts.get(key);
    if (known) return known;
    const cut = [this.make(outer, atom.source, atom.roots, atom.repeated), this.make(inner, atom.source, atom.roots, atom.repeated)] as const;
    this.cuts.set(key, cut);
    return cut;
  }
}
