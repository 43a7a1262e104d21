import { type Atom, varies } from './atoms';
import { atomsAt, type Operand, type Product } from './products';
import type { Parts } from './stepBack';
import { type Scene, type Walked, walkBack } from './walk';

/** A product that was found to be attention. */
export interface Found {
  readonly product: Product;
  readonly weights: Operand;
  readonly values: Operand;
  /** Each query is a position; else the queries are learned, or there is one. */
  readonly rows: boolean;
}

export type Verdict = { readonly found: Found } | { readonly why: string } | undefined;

/**
 * Which atoms run over positions: those of an input's axes whose length was seen to vary. Where at most one axis of an input varies (it may be
 * the batch, with a length that is built in), every axis of the input may be one, and structure decides.
 */
export function positionTest(graphInputs: readonly string[], scene: Scene): (atom: Atom) => boolean {
  const roots = new Set(
    graphInputs.flatMap(name => {
      const axes = scene.lineage.axesOf(name) ?? [];
      const varying = axes.filter(atoms => atoms.some(atom => varies(atom.lengths)));
      return (varying.length > 1 ? varying : axes).flatMap(atoms => atoms.flatMap(atom => atom.roots));
    }),
  );
  return atom => (atom.source === 'input' ? atom.roots.some(root => roots.has(root)) : atom.source === 'made' && varies(atom.lengths));
}

/** The walk back from an operand with only its keys marked, to see what normalises along them. */
function walkOf(operand: Operand, scene: Scene): Walked {
  const lengths = scene.lineage.lengthsOf(operand.value) ?? [];
  const parts: Parts = lengths.map((l, axis) => {
    if (operand.contracted.includes(axis)) return [{ key: 'key', lengths: l }];
    return l.every(length => length === 1) ? [] : [{ key: 'other', lengths: l }];
  });
  return walkBack(operand.value, parts, scene);
}

const MASK = 'weights depend on no learned value: a mask';
const FEATURES = 'features by features: positions are summed out and no weight for a position is ever formed (linear or channel attention)';

/** Contracts a fixed axis: a score, or mixing of features. Only a softmax over the features of one operand is worth a word. */
function overFeatures(product: Product, scene: Scene, position: (atom: Atom) => boolean): Verdict {
  const mapped = product.operands.find(operand => walkOf(operand, scene).mapping === 'softmax' && scene.dependence.learned(operand.value));
  if (!mapped) return undefined;
  const other = product.operands.find(operand => operand !== mapped);
  const runs = (operand: Operand | undefined) => operand !== undefined && atomsAt(scene.lineage, operand.value, operand.free).some(position);
  return { why: runs(other) && !runs(mapped) ? 'softmax over features: channel attention' : 'softmax over features or choices, not over positions' };
}

/** Both free axes fixed: one of the operands must be made a weight for each position by something that runs along the positions. */
function pooling(product: Product, scene: Scene): Verdict {
  const { learned } = scene.dependence;
  const walks = product.operands.map(operand => walkOf(operand, scene));
  const normalised = product.operands.filter((operand, i) => walks[i]?.normalises && learned(operand.value));
  const [first, second] = product.operands;
  // One weight for a position and nothing else on the one side, features on the other: a gate of its own for each feature is none.
  const lone = (operand: Operand, i: number) => {
    const other = product.operands[i === 0 ? 1 : 0];
    return learned(operand.value) && operand.free.length === operand.spread.length && other.free.length > other.spread.length;
  };
  const scalars = product.operands.filter(lone);
  const [weights] = [normalised, scalars].find(sides => sides.length === 1) ?? [];
  if (weights && carries(weights === first ? second : first, scene)) return { found: { product, weights, values: weights === first ? second : first, rows: false } };
  if (!product.operands.every(operand => learned(operand.value))) return { why: MASK };
  // A sum of elementwise products over positions has no matrix of features to speak of.
  return product.operands.every(operand => operand.free.length > operand.spread.length) ? { why: FEATURES } : undefined;
}

/** Values have an axis of their own besides positions; what has not is a mask or a statistic of the weights themselves. */
function carries(values: Operand, { lineage }: Scene): boolean {
  if (values.free.length > values.spread.length) return true;
  const positions = new Set(atomsAt(lineage, values.value, values.contracted).flatMap(atom => atom.roots));
  const shared = atomsAt(lineage, values.value, values.shared);
  return shared.some(atom => atom.source === 'weight') && !shared.some(atom => atom.roots.some(root => positions.has(root)));
}

/** A site, a near miss with its reason, or nothing to speak of. Axes are judged by what they follow, never by names or places. */
export function judge(product: Product, scene: Scene, position: (atom: Atom) => boolean): Verdict {
  const { lineage, dependence } = scene;
  const [left, right] = product.operands;
  const runs = (operand: Operand, axes: readonly number[]) => atomsAt(lineage, operand.value, axes).some(position);
  if (!runs(left, left.contracted) && !runs(right, right.contracted)) return overFeatures(product, scene, position);
  const rows = [runs(left, left.free), runs(right, right.free)];
  if (!rows[0] && !rows[1]) return pooling(product, scene);
  const sides = product.operands.filter((operand, i) => rows[i] && (rows[0] !== rows[1] || walkOf(operand, scene).mapping !== 'unknown'));
  const [weights] = sides;
  if (!weights || sides.length !== 1) return { why: 'both operands run over positions: weights times weights, no values' };
  if (!dependence.learned(weights.value)) return { why: MASK };
  const values = weights === left ? right : left;
  // A sum of weights under a mask has no values of its own.
  return carries(values, scene) || dependence.learned(values.value) ? { found: { product, weights, values, rows: true } } : undefined;
}
