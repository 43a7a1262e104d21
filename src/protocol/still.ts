import type { Changes } from '../core/analyses/experiments/experiment';
import type { Analysed, Experimented } from './engine';
import type { PanelWorld } from './panel';

/** Raised when what an exported page holds changes its shape. */
export const STILL_FORMAT = 2;

/** float32 [queries, keys] of a head. */
export interface HeadWeights {
  /** As it is, its effective weights, or as it is in the changed model. */
  readonly kind: 'head' | 'effective' | 'changed';
  readonly site: number;
  readonly head: number;
  readonly values: Float32Array;
}

/** One answer, and the weights that its picture is drawn from. */
export interface StillSide {
  readonly analysed: Analysed;
  /** Those that would make the page too large are not there. */
  readonly weights: readonly HeadWeights[];
  /** All heads small, as a slice gives them. */
  readonly thumbnails?: { readonly dims: readonly number[]; readonly bytes: Uint8Array };
}

/** What an exported page holds. */
export interface Still {
  readonly format: typeof STILL_FORMAT;
  /** The panel's world, with the one analysis that is answered. */
  readonly world: PanelWorld;
  readonly own: StillSide;
  /** What it is compared with, as the world's state says; a checkpoint is named there, not its place. */
  readonly other?: StillSide;
  /** What was tried, and what it gave; the world's state has the same changes, and none of what was tried before. */
  readonly tried?: { readonly experiment: string; readonly changes: Changes; readonly experimented: Experimented };
}

/** Element that holds the packed still, and the attribute that says that a page is one. */
export const STILL_ID = 'still';

type Kind = 'f32' | 'f64' | 'u8' | 'i32';
const KINDS: { readonly [K in Kind]: new (buffer: ArrayBuffer) => ArrayBufferView } = { f32: Float32Array, f64: Float64Array, u8: Uint8Array, i32: Int32Array };

/** A value as JSON text; arrays of numbers as bytes, and numbers that JSON does not have by name. */
export function pack(value: unknown, toBase64: (bytes: Uint8Array) => string): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === 'number' && !Number.isFinite(part)) return { $number: String(part) };
    if (!ArrayBuffer.isView(part)) return part;
    const kind = (Object.keys(KINDS) as Kind[]).find(one => part instanceof KINDS[one]);
    if (!kind) throw new Error(`${part.constructor.name} is not packed`);
    return { $bytes: kind, data: toBase64(new Uint8Array(part.buffer, part.byteOffset, part.byteLength)) };
  });
}

/** The value again. The text comes from a file: what it says may be anything, and only plain data comes out. */
export function unpack(text: string, fromBase64: (text: string) => Uint8Array): unknown {
  return JSON.parse(text, (_key, part: unknown) => {
    if (typeof part !== 'object' || part === null) return part;
    const { $number, $bytes, data } = part as { $number?: unknown; $bytes?: unknown; data?: unknown };
    if (typeof $number === 'string') return Number($number);
    if (typeof $bytes !== 'string' || typeof data !== 'string' || !Object.hasOwn(KINDS, $bytes)) return part;
    return new KINDS[$bytes as Kind](Uint8Array.from(fromBase64(data)).buffer);
  });
}
