import { bitsOf } from './elements';
import { type Statistics, Tally } from './statistics';
import type { ListedTensor } from './stored';
import { reader } from './window';

/** Up to so many bytes all elements are looked at, unless asked; more are sampled. */
export const SAMPLED_ABOVE = 64 * 2 ** 20;
/** A sample: so many pieces, evenly spread from the first element to the last, of so many elements each. */
const PIECES = 512;
const PIECE = 1024;
/** Bytes read at once. */
const BLOCK = 1 << 20;

/** How many of a tensor's elements were looked at, and how they lie. */
export interface Counted {
  readonly statistics: Statistics;
  /** Undefined where all were. */
  readonly sample?: { readonly pieces: number; readonly each: number };
}

/** Looks at a tensor block by block, so that whoever drives it may do other things in between; each step gives the share that is done. */
export function* counted(tensor: ListedTensor, all: boolean): Generator<number, Counted> {
  const read = reader(tensor);
  const tally = new Tally();
  const { elements, bytes } = tensor;
  if (!all && bytes > SAMPLED_ABOVE) {
    for (let piece = 0; piece < PIECES; piece++) {
      tally.add(read(Math.floor((piece * (elements - PIECE)) / (PIECES - 1)), PIECE));
      if (piece % 32 === 31) yield (piece + 1) / PIECES;
    }
    return { statistics: tally.result(), sample: { pieces: PIECES, each: PIECE } };
  }
  const step = Math.max(1, Math.floor((BLOCK * 8) / bitsOf(tensor.dtype)));
  for (let first = 0; first < elements; first += step) {
    const count = Math.min(step, elements - first);
    tally.add(read(first, count));
    yield (first + count) / elements;
  }
  return { statistics: tally.result() };
}
