import type { Options } from '../core/analyses/analysis';
import { asFault, raise } from '../core/fault';
import { message } from '../core/message';
import { float32 } from '../core/tensor/tensor';
import { assertReading, cutOf, matrixKey, type Readable, type ReadMatrix, readMatrix } from '../engine/readings';
import type { Handlers } from '../protocol/channel';
import type { Slice, SliceParams } from '../protocol/engine';
import type { Answer, PanelApi } from '../protocol/panel';
import { tokenParts } from '../protocol/readings';
import { sentence } from '../protocol/sentences';
import type { Still } from '../protocol/still';

/** What a page says to whatever it does not hold. */
const REFUSED = message('This page holds one picture. Open the checkpoint in Headlight to ask for others.');

const refused = (): Extract<Answer<never>, { ok: false }> => ({
  ok: false,
  fault: { code: 'not-applicable', analysis: 'an exported page', why: 'it holds one picture.' },
  message: REFUSED,
});

/** Answers a panel from what a page holds, as the extension and the engine would. */
export function answersOf(still: Still): Handlers<PanelApi> {
  const { state } = still.world;
  const readings = new Map<string, Promise<ReadMatrix>>();
  const run = readable(still);
  const slice = async (what: SliceParams['what']): Promise<Slice> => {
    if (what.kind === 'thumbnails') return still.thumbnails ? { ...still.thumbnails } : absent('pictures of all heads');
    if (what.kind === 'matrix' || what.kind === 'line') {
      assertReading(what.reading);
      const key = matrixKey(what.reading);
      const read = readings.get(key) ?? readMatrix(run, what.reading);
      readings.set(key, read);
      return cutOf(await read, what);
    }
    const { dims, data } = held(still, what.kind === 'effective' ? 'effective' : 'head', what.site, what.head);
    const [from, to] = what.kind === 'row' ? [what.query * (dims[1] ?? 0), (what.query + 1) * (dims[1] ?? 0)] : [0, data.length];
    return { dims: what.kind === 'row' ? [dims[1] ?? 0] : dims, bytes: Uint8Array.from(new Uint8Array(data.buffer, data.byteOffset + from * 4, (to - from) * 4)) };
  };
  return {
    exportPage: refused,
    exportNumbers: refused,
    pickOther: refused,
    ready: () => still.world,
    // With another option it is another picture, too.
    analyse: ({ analysis, text, pair, options }) => {
      const same = analysis === state.analysis && text === state.text && pair === state.pair && sameOptions(options, state.options[analysis] ?? {});
      return same ? { ok: true, value: still.analysed } : refused();
    },
    slice: async ({ what, changes }) => {
      if (changes) return refused();
      try {
        return { ok: true, value: await slice(what) };
      } catch (thrown) {
        const fault = asFault(thrown);
        return { ok: false, fault, message: sentence(fault) };
      }
    },
    experiment: refused,
    save: refused,
    command: () => null,
    keep: () => null,
    reveal: () => null,
  };
}

const sameOptions = (one: Options, other: Options): boolean => [...Object.keys(one), ...Object.keys(other)].every(id => one[id] === other[id]);

const absent = (what: string): never =>
  raise({ code: 'not-applicable', analysis: what, why: 'this page was kept small and does not hold them. Open the checkpoint in Headlight to see them.' });

function held(still: Still, kind: 'head' | 'effective', site: number, head: number): ReturnType<typeof float32> {
  const found = still.weights.find(one => one.kind === kind && one.site === site && one.head === head);
  const { view } = still.analysed;
  const sizes = 'sites' in view ? view.sites.find(one => one.index === site) : undefined;
  if (!found || !sizes || found.values.length !== sizes.queries * sizes.keys) return absent(`the weights of head ${head} of site ${site}`);
  return float32([sizes.queries, sizes.keys], found.values);
}

function readable(still: Still): Readable {
  const { view, tokens } = still.analysed;
  const sites = 'sites' in view ? view.sites : [];
  const site = async (at: number) => sites[at] ?? absent(`site ${at}`);
  return { sites, tokens: tokenParts(tokens), site, head: async (site, head) => held(still, 'head', site, head) };
}
