import type { TensorName, TensorOrder } from '../../src/protocol/inspect';
import { INSPECTOR_PROTOCOL } from '../../src/protocol/inspector';

export const PARTS = ['tensors', 'sites', 'card'] as const;
export type Part = (typeof PARTS)[number];

export const ORDERS: readonly TensorOrder[] = ['file', 'name', 'largest'];

/** How much of a tensor is shown: all of it, thinned where it is larger than a picture, or so many rows and columns as they are. */
export const EXTENTS = ['whole', '32', '64', '128', '256'] as const;
export type Extent = (typeof EXTENTS)[number];

/** All of a tensor is thinned to so many rows and columns. */
export const SIDE = 256;

/** Which part of a tensor is looked at, and how. */
export interface WindowState {
  /** Index on each axis but the last two. */
  readonly leading: readonly number[];
  readonly row: number;
  readonly column: number;
  readonly extent: Extent;
  /** Colours reach their end at the largest value, or at the one that 99 % are below. */
  readonly scale: 'largest' | 'most';
}

/** What an editor shows, and shows again after a reload. */
export interface InspectorState {
  readonly format: typeof INSPECTOR_PROTOCOL;
  readonly part: Part;
  readonly search: string;
  readonly order: TensorOrder;
  /** First row of the list that is in sight. */
  readonly top: number;
  readonly tensor?: TensorName;
  readonly window: WindowState;
  /** Counts of the histogram are drawn as logarithms. */
  readonly logarithmic: boolean;
}

export const WHOLE: WindowState = { leading: [], row: 0, column: 0, extent: 'whole', scale: 'largest' };

export const FRESH: InspectorState = { format: INSPECTOR_PROTOCOL, part: 'tensors', search: '', order: 'file', top: 0, window: WHOLE, logarithmic: false };

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isIndex = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const oneOf = <T>(value: unknown, among: readonly T[], otherwise: T): T => (among.includes(value as T) ? (value as T) : otherwise);

/** What was kept, each part where it can be read; the rest begins as an editor opens. */
export function readState(kept: unknown): InspectorState {
  if (!isRecord(kept) || kept.format !== INSPECTOR_PROTOCOL) return FRESH;
  const { part, search, order, top, tensor, window, logarithmic } = kept;
  return {
    format: INSPECTOR_PROTOCOL,
    part: oneOf(part, PARTS, FRESH.part),
    search: typeof search === 'string' && search.length < 1000 ? search : '',
    order: oneOf(order, ORDERS, FRESH.order),
    top: isIndex(top) ? top : 0,
    ...(isRecord(tensor) && isIndex(tensor.index) && typeof tensor.name === 'string' && { tensor: { index: tensor.index, name: tensor.name } }),
    window: readWindow(window),
    logarithmic: logarithmic === true,
  };
}

function readWindow(kept: unknown): WindowState {
  if (!isRecord(kept)) return WHOLE;
  const { leading, row, column, extent, scale } = kept;
  return {
    leading: Array.isArray(leading) && leading.every(isIndex) ? leading : [],
    row: isIndex(row) ? row : 0,
    column: isIndex(column) ? column : 0,
    extent: oneOf(extent, EXTENTS, WHOLE.extent),
    scale: oneOf(scale, ['largest', 'most'] as const, WHOLE.scale),
  };
}
