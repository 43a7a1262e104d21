import { raise } from '../core/fault';
import { float32 } from '../core/tensor/tensor';
import { assertReading, cutOf, matrixKey, type Readable, type ReadMatrix, readMatrix } from '../engine/readings';
import type { Slice, SliceParams } from '../protocol/engine';
import { tokenParts } from '../protocol/readings';
import type { HeadWeights, StillSide } from '../protocol/still';

/** One answer of a page, and what can be said of its weights. */
export interface Side {
  readonly held: StillSide;
  /** `changed`: of the changed model, of which heads alone are held. */
  slice(what: SliceParams['what'], changed?: boolean): Promise<Slice>;
}

export function sideOf(side: StillSide): Side {
  const readings = new Map<string, Promise<ReadMatrix>>();
  const run = readable(side);
  const slice = async (what: SliceParams['what'], changed = false): Promise<Slice> => {
    if (changed && what.kind !== 'head') return absent('readings of the changed model');
    if (what.kind === 'thumbnails') return side.thumbnails ? { ...side.thumbnails } : absent('pictures of all heads');
    if (what.kind === 'matrix' || what.kind === 'line') {
      assertReading(what.reading);
      const key = matrixKey(what.reading);
      const read = readings.get(key) ?? readMatrix(run, what.reading);
      readings.set(key, read);
      return cutOf(await read, what);
    }
    const { dims, data } = held(side, what.kind === 'effective' ? 'effective' : changed ? 'changed' : 'head', what.site, what.head);
    const [from, to] = what.kind === 'row' ? [what.query * (dims[1] ?? 0), (what.query + 1) * (dims[1] ?? 0)] : [0, data.length];
    return { dims: what.kind === 'row' ? [dims[1] ?? 0] : dims, bytes: Uint8Array.from(new Uint8Array(data.buffer, data.byteOffset + from * 4, (to - from) * 4)) };
  };
  return { held: side, slice };
}

const absent = (what: string): never =>
  raise({ code: 'not-applicable', analysis: what, why: 'this page was kept small and does not hold them. Open the checkpoint in Headlight to see them.' });

function held(still: StillSide, kind: HeadWeights['kind'], site: number, head: number): ReturnType<typeof float32> {
  const found = still.weights.find(one => one.kind === kind && one.site === site && one.head === head);
  const { view } = still.analysed;
  const sizes = 'sites' in view ? view.sites.find(one => one.index === site) : undefined;
  if (!found || !sizes || found.values.length !== sizes.queries * sizes.keys) return absent(`the weights of head ${head} of site ${site}`);
  return float32([sizes.queries, sizes.keys], found.values);
}

function readable(still: StillSide): Readable {
  const { view, tokens } = still.analysed;
  const sites = 'sites' in view ? view.sites : [];
  const site = async (at: number) => sites[at] ?? absent(`site ${at}`);
  return { sites, tokens: tokenParts(tokens), site, head: async (site, head) => held(still, 'head', site, head) };
}
