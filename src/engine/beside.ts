import { type Tensor, tensor } from '../core/tensor/tensor';
import type { NamedTensors } from './numbers';

/** What names of a comparison's numbers begin with. What follows is the name that the side's own file has. */
export const SIDES = ['first', 'second', 'difference'] as const;

const under = (side: (typeof SIDES)[number], tensors: NamedTensors): NamedTensors => Object.fromEntries(Object.entries(tensors).map(([name, one]) => [`${side}.${name}`, one]));

/** Numbers of both sides under their names, and where `difference` is wanted second - first of all that are numbers of the same shape on both. */
export function besideEachOther(first: NamedTensors, second: NamedTensors, difference: boolean): NamedTensors {
  const apart = difference ? Object.entries(second).flatMap(([name, two]) => differenceOf(name, first[name], two)) : [];
  return { ...under('first', first), ...under('second', second), ...under('difference', Object.fromEntries(apart)) };
}

/** second - first; nothing where they are not numbers of one type and shape. */
function differenceOf(name: string, one: Tensor | undefined, two: Tensor): readonly (readonly [string, Tensor])[] {
  if (one?.dtype !== two.dtype || one.dims.join() !== two.dims.join()) return [];
  const [a, b] = [one.data, two.data];
  const apart = (value: number, at: number): number => value - Number(a[at]);
  if (b instanceof Float32Array) return [[name, tensor('float32', two.dims, b.map(apart))]];
  return b instanceof Float64Array ? [[name, tensor('float64', two.dims, b.map(apart))]] : [];
}
