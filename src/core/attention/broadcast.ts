import { type Atom, type AtomTable, type Axes, isOne, type Lengths, sameLengths } from './atoms';

function rankOfSource(atoms: readonly Atom[]): number {
  if (atoms.some(atom => atom.source === 'input')) return 3;
  return atoms.some(atom => atom.source === 'made') ? 1 : 2;
}

/** Axes of an elementwise result: aligned from the right, each from the operand that says most about it. */
export function broadcastAxes(operands: readonly { readonly axes: Axes; readonly lengths: readonly Lengths[] }[], out: readonly Lengths[], table: AtomTable): Axes {
  return out.map((lengths, axis) => {
    if (isOne(lengths)) return [];
    const offers = operands.flatMap(({ axes, lengths: own }) => {
      const at = axis - out.length + own.length;
      return sameLengths(own[at] ?? [], lengths) && own[at] ? [axes[at] ?? []] : [];
    });
    const best = offers.reduce<readonly Atom[]>((a, b) => (a.length && rankOfSource(a) >= rankOfSource(b) ? a : b), []);
    return best.length ? best : [table.guess(lengths, operands.length > 0)];
  });
}
