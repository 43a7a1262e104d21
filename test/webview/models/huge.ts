import type { Tokens } from '../../../src/core/tokens/input';
import type { AttentionView } from '../../../src/core/viewModels';
import type { Slice, SliceParams } from '../../../src/protocol/engine';
import { tokenViews } from '../../../webview/tokens/line';
import { type Shape, sitesOf } from './attention';

/** Weight of a query on a key in a head, known for each cell alone, so that texts of any length need no memory: first, previous and a repeated token, and a rest. */
export function weightAt(query: number, key: number, head: number): number {
  if (key > query) return 0;
  const period = 64 + head * 13;
  const spread = Math.imul(query * 31 + key * 17 + head * 7, 2654435761) >>> 0;
  const rest = (spread / 2 ** 32) * 0.02;
  if (key === 0) return 0.25 + rest;
  if (key === query - 1) return 0.3 + rest;
  return query - key === period ? 0.4 + rest : rest / 4;
}

type Read = Extract<SliceParams['what'], { kind: 'matrix' | 'line' }>;

/** Windows and lines of a text that is too long to be held, as the engine cuts them; of the first head that is asked for, joined words and hidden tokens left as they are. */
export function hugeSlice(tokens: Tokens, shape: Shape, what: SliceParams['what']): Slice {
  const count = tokens.ids.length;
  if (what.kind === 'thumbnails') return small(count, shape, Math.min(what.side, 24));
  if (what.kind !== 'matrix' && what.kind !== 'line') throw new Error(`a long text gives no ${what.kind}`);
  const head = headOf(what);
  if (what.kind === 'line') {
    const line = new Float32Array(2 * count);
    for (let at = 0; at < count; at++) {
      const [query, key] = what.along === 'query' ? [what.index, at] : [at, what.index];
      line[at] = weightAt(query, key, head);
      line[count + at] = largestOf(query, head);
    }
    return { dims: [2, count], bytes: new Uint8Array(line.buffer), largest: 0.42 };
  }
  return { ...window(what, head), largest: 0.42 };
}

const headOf = ({ reading }: Read): number => (reading.heads[0]?.[0] ?? 0) * 5 + (reading.heads[0]?.[1] ?? 0);

const largestOf = (query: number, head: number): number =>
  Math.max(weightAt(query, 0, head), weightAt(query, Math.max(0, query - 1), head), weightAt(query, query - 64 - head * 13, head));

function window({ reading, rows, columns, height, width }: Extract<Read, { kind: 'matrix' }>, head: number): Slice {
  const values = new Float32Array(height * width);
  for (let row = 0; row < rows[1]; row++) {
    const query = rows[0] + row;
    const end = reading.scale === 'row' ? largestOf(query, head) : 1;
    const target = Math.floor((row * height) / rows[1]) * width;
    for (let column = 0; column < columns[1]; column++) {
      const at = target + Math.floor((column * width) / columns[1]);
      const weight = weightAt(query, columns[0] + column, head) / end;
      if (weight > (values[at] ?? 0)) values[at] = weight;
    }
  }
  return { dims: [height, width], bytes: new Uint8Array(values.buffer) };
}

function small(count: number, { layers, heads }: Shape, side: number): Slice {
  const bytes = new Uint8Array(layers * heads * side * side);
  for (let site = 0; site < layers; site++) {
    for (let head = 0; head < heads; head++) {
      const reading = { heads: [[site, head] as const], combine: 'mean', words: false, special: true, scale: 'one' } as const;
      const cut = window({ kind: 'matrix', reading, rows: [0, Math.min(count, 256)], columns: [0, Math.min(count, 256)], height: side, width: side }, site * 5 + head);
      const values = new Float32Array(cut.bytes.buffer);
      for (const [at, value] of values.entries()) bytes[(site * heads + head) * side * side + at] = Math.round((value / 0.42) * 255);
    }
  }
  return { dims: [layers, heads, side, side], bytes };
}

export function hugeView(tokens: Tokens, shape: Shape): AttentionView {
  const sites = sitesOf(tokens, shape);
  const views = tokenViews(tokens);
  return {
    kind: 'attention',
    queries: views,
    keys: views,
    sites,
    chosen: { site: 1, head: 2 },
    worthALook: [],
    entropy: sites.map(({ heads }) => Array.from({ length: heads }, (_, head) => 1 + head / 10)),
  };
}
