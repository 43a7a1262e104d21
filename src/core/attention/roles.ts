import type { Graph } from '../onnx/graph';
import { type Atom, lengthOf, varies } from './atoms';
import type { Found } from './judge';
import { atomsAt, type Operand } from './products';
import type { AxisFactor, AxisRole, SiteValue } from './site';
import type { Part, Parts } from './stepBack';
import type { Scene } from './walk';

/** An atom or a part with its role at a site. */
interface Roled extends Part {
  readonly key: AxisRole;
  readonly atom?: Atom;
}

/** Axes of inputs along which texts of a batch run: the first that no site attends over. */
export function batchRoots(graph: Graph, scene: Scene, found: readonly Found[]): ReadonlySet<string> {
  const { lineage } = scene;
  const attended = new Set(found.flatMap(({ weights, values }) => [weights, values].flatMap(side => atomsAt(lineage, side.value, side.contracted).flatMap(atom => atom.roots))));
  return new Set(
    graph.inputs.flatMap(({ name }) => {
      const [first = [], second = []] = lineage.axesOf(name) ?? [];
      const free = (atoms: readonly Atom[]) => atoms.length > 0 && !atoms.some(atom => atom.roots.some(root => attended.has(root)));
      return [first, ...(first.length && !free(first) ? [second] : [])].filter(free).flatMap(atoms => atoms.flatMap(atom => atom.roots));
    }),
  );
}

const isBatch = (atom: Atom, batch: ReadonlySet<string>) => atom.source === 'input' && atom.roots.some(root => batch.has(root));

/** Roles of the factors of one axis of the weights. */
function weightRole({ weights, rows }: Found, axis: number, atom: Atom, position: (atom: Atom) => boolean): AxisRole {
  if (weights.contracted.includes(axis)) return 'key';
  if (weights.shared.includes(axis) || weights.spread.includes(axis)) return 'head';
  if (rows) return position(atom) ? 'query' : 'head';
  // Several fixed axes: heads stand before queries.
  return axis === weights.free.filter(free => !weights.spread.includes(free)).at(-1) ? 'query' : 'head';
}

function valueRole({ values }: Found, axis: number, atom: Atom): AxisRole {
  if (values.contracted.includes(axis)) return 'key';
  if (values.shared.includes(axis) || values.spread.includes(axis)) return atom.repeated ? 'group' : 'head';
  return 'feature';
}

function rolesOf(operand: Operand, scene: Scene, batch: ReadonlySet<string>, role: (axis: number, atom: Atom) => AxisRole): Roled[][] {
  const axes = scene.lineage.axesOf(operand.value) ?? [];
  return axes.map((atoms, axis) => {
    const contracted = operand.contracted.includes(axis);
    return atoms.map(atom => ({ key: !contracted && isBatch(atom, batch) ? 'batch' : role(axis, atom), lengths: atom.lengths, atom }));
  });
}

export const weightRoles = (found: Found, scene: Scene, batch: ReadonlySet<string>, position: (atom: Atom) => boolean) =>
  rolesOf(found.weights, scene, batch, (axis, atom) => weightRole(found, axis, atom, position));

export const valueRoles = (found: Found, scene: Scene, batch: ReadonlySet<string>) => rolesOf(found.values, scene, batch, (axis, atom) => valueRole(found, axis, atom));

/** The role that a reader sees first in a folded axis. */
const LOUDEST: readonly AxisRole[] = ['key', 'query', 'head', 'group', 'feature', 'batch', 'one'];

/** Neighbours of one role are one factor. */
function merged(parts: readonly Roled[]): Roled[] {
  const done: Roled[] = [];
  for (const part of parts) {
    const last = done.at(-1);
    if (last?.key === part.key) done[done.length - 1] = { key: part.key, lengths: lengthOf([last, part], part.lengths.length) };
    else done.push(part);
  }
  return done;
}

function factorOf(value: string, axis: number, alone: boolean, part: Roled, scene: Scene): AxisFactor {
  const fixed = part.lengths[0] ?? 1;
  if (!varies(part.lengths) && part.lengths.length > 1) return { role: part.key, size: fixed };
  const at = alone ? { value, axis } : part.atom && scene.lineage.witness.get(part.atom.id);
  return { role: part.key, ...(at ? { at } : { size: fixed }) };
}

/** A value with roles as the site tells it: plain where every axis is one thing. */
export function siteValue(value: string, parts: Parts, scene: Scene): SiteValue {
  const own = (parts as readonly (readonly Roled[])[]).map(merged);
  const axes = own.map((axis): AxisRole => LOUDEST.find(role => axis.some(part => part.key === role)) ?? 'one');
  if (own.every(axis => axis.length < 2)) return { value, axes };
  return { value, axes, factors: own.map((axis, i) => axis.map(part => factorOf(value, i, axis.length === 1, part, scene))) };
}

/** How many of a role there are, in the first run. */
export const countOf = (parts: Parts, ...roles: readonly AxisRole[]): number =>
  parts.flat().reduce((product, part) => product * ((roles as readonly string[]).includes(part.key) ? (part.lengths[0] ?? 1) : 1), 1);
