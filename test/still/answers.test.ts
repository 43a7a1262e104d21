import { describe, expect, test } from 'vitest';
import { message } from '../../src/core/message';
import type { AttentionView } from '../../src/core/viewModels';
import type { Slice, SliceParams } from '../../src/protocol/engine';
import { PANEL_PROTOCOL } from '../../src/protocol/panel';
import { STILL_FORMAT, type Still } from '../../src/protocol/still';
import { answersOf } from '../../src/still/answers';

const count = 3;
const weights = (head: number): Float32Array => Float32Array.from({ length: count * count }, (_, at) => (at + 1) / 10 + head);
const site = { index: 0, layer: 0, kind: 'self', stack: 'only', heads: 2, queries: count, keys: count, causal: false, mapping: 'softmax' } as const;
const tokens = {
  texts: ['a b c'],
  ids: [1, 2, 3],
  tokens: ['a', 'b', 'c'],
  offsets: [
    [0, 1],
    [2, 3],
    [4, 5],
  ],
  segments: [0, 0, 0],
  words: [0, 1, 2],
  special: [false, false, false],
} as unknown as Still['own']['analysed']['tokens'];

const still = {
  format: STILL_FORMAT,
  world: {
    protocol: PANEL_PROTOCOL,
    analyses: [],
    found: [],
    strings: {},
    state: { format: PANEL_PROTOCOL, model: '', analysis: 'attention', text: 'a b c', pair: '', options: {}, site: 0, head: 0, query: 0 },
  },
  own: {
    analysed: { stamp: 's', tokens, view: { kind: 'attention', queries: [], keys: [], sites: [site] } as unknown as AttentionView, notes: [], milliseconds: 1 },
    weights: [
      { kind: 'head', site: 0, head: 0, values: weights(0) },
      { kind: 'effective', site: 0, head: 0, values: weights(5) },
    ],
  },
} satisfies Still;

const asked = { token: { isCancellationRequested: false, onCancellationRequested: () => ({ dispose: () => undefined }) }, progress: () => undefined } as never;
const answers = answersOf(still);
const slice = async (what: SliceParams['what']) => answers.slice({ text: 'a b c', pair: '', stamp: 's', what }, asked);
const floats = ({ bytes }: Slice): number[] => [...new Float32Array(Uint8Array.from(bytes).buffer)];

describe('an exported page answers its panel', () => {
  test('with the picture that it holds, and with a sentence to any other question', async () => {
    const { analysis, text, pair } = still.world.state;
    expect(await answers.analyse({ analysis, text, pair, options: {} }, asked)).toEqual({ ok: true, value: still.own.analysed });
    expect(await answers.analyse({ analysis, text: 'other', pair, options: {} }, asked)).toMatchObject({
      ok: false,
      message: message('This page holds one picture. Open the checkpoint in Headlight to ask for others.'),
    });
  });

  test('with a sentence to another option: the picture would not be the one that the option says', async () => {
    const { analysis, text, pair } = still.world.state;
    expect(await answers.analyse({ analysis, text, pair, options: { residual: 'none' } }, asked)).toMatchObject({ ok: false });
  });

  test('with heads, rows and readings as the engine cuts them', async () => {
    const head = await slice({ kind: 'head', site: 0, head: 0 });
    expect(head.ok && floats(head.value)).toEqual([...weights(0)]);
    const row = await slice({ kind: 'row', site: 0, head: 0, query: 1 });
    expect(row.ok && floats(row.value)).toEqual([...weights(0).subarray(3, 6)]);
    const effective = await slice({ kind: 'effective', site: 0, head: 0, sums: 'free' });
    expect(effective.ok && floats(effective.value)).toEqual([...weights(5)]);
    const reading = { heads: [[0, 0]], combine: 'mean', words: false, special: true, scale: 'one' } as const;
    const window = await slice({ kind: 'matrix', reading, rows: [1, 2], columns: [0, 3], height: 2, width: 3 });
    expect(window.ok && floats(window.value)).toEqual([...weights(0).subarray(3)]);
  });

  test('with a sentence where a head was left out, or is none', async () => {
    expect(await slice({ kind: 'head', site: 0, head: 1 })).toMatchObject({ ok: false, fault: { code: 'not-applicable' } });
    expect(await slice({ kind: 'effective', site: 0, head: 1 })).toMatchObject({ ok: false, fault: { code: 'not-applicable' } });
    expect(await slice({ kind: 'head', site: 9, head: 1 })).toMatchObject({ ok: false });
    expect(await slice({ kind: 'thumbnails', side: 8 })).toMatchObject({ ok: false });
  });
});

describe('an exported page of a comparison answers its panel', () => {
  const otherSide = { analysed: { ...still.own.analysed, stamp: 'other', milliseconds: 2 }, weights: [{ kind: 'head', site: 0, head: 0, values: weights(9) }] } as const;
  const compared = (compare: { readonly model: string; readonly text: string; readonly pair: string }) =>
    answersOf({ ...still, world: { ...still.world, state: { ...still.world.state, compare } }, other: otherSide });
  const what = { kind: 'head', site: 0, head: 0 } as const;
  const valuesOf = async (of: ReturnType<typeof compared>, question: { text: string; other?: string }): Promise<number[] | undefined> => {
    const answer = await of.slice({ pair: '', stamp: '', what, ...question }, asked);
    return answer.ok ? floats(answer.value) : undefined;
  };

  test('of two texts: each text has its own answer and its own weights', async () => {
    const texts = compared({ model: '', text: 'd e f', pair: '' });
    expect(await texts.analyse({ analysis: 'attention', text: 'd e f', pair: '', options: {}, other: '' }, asked)).toEqual({ ok: true, value: otherSide.analysed });
    expect(await texts.analyse({ analysis: 'attention', text: 'a b c', pair: '', options: {} }, asked)).toEqual({ ok: true, value: still.own.analysed });
    expect(await valuesOf(texts, { text: 'd e f', other: '' })).toEqual([...weights(9)]);
    expect(await valuesOf(texts, { text: 'a b c' })).toEqual([...weights(0)]);
    expect(await valuesOf(texts, { text: 'a third' })).toBeUndefined();
    expect(await valuesOf(texts, { text: 'a b c', other: 'twin' })).toBeUndefined();
  });

  test('of two checkpoints on one text: the other is the one that is named', async () => {
    const checkpoints = compared({ model: 'twin', text: 'a b c', pair: '' });
    expect(await checkpoints.analyse({ analysis: 'attention', text: 'a b c', pair: '', options: {}, other: 'twin' }, asked)).toEqual({ ok: true, value: otherSide.analysed });
    expect(await valuesOf(checkpoints, { text: 'a b c', other: 'twin' })).toEqual([...weights(9)]);
    expect(await valuesOf(checkpoints, { text: 'a b c' })).toEqual([...weights(0)]);
    expect(await valuesOf(checkpoints, { text: 'a b c', other: 'third' })).toBeUndefined();
  });
});

describe('an exported page of what was tried answers its panel', () => {
  const changes = { swaps: ['sparsemax@L0'], interventions: [{ kind: 'knock-out', scope: { sites: [0], heads: [0] } }], tokens: [] } as const;
  const experimented = { stamp: 's', tokens, view: { kind: 'curves' }, notes: [], milliseconds: 1 } as unknown as NonNullable<Still['tried']>['experimented'];
  const tried = answersOf({
    ...still,
    world: { ...still.world, analyses: [{ id: 'attention' } as Still['world']['analyses'][number]], state: { ...still.world.state, analysis: 'what-if' } },
    own: { ...still.own, weights: [...still.own.weights, { kind: 'changed', site: 0, head: 0, values: weights(7) }] },
    tried: { experiment: 'whatif', changes, experimented },
  });
  const question = { text: 'a b c', pair: '', stamp: 's' };

  test('with the attention that it stands on, with what came of it, and with the changed weights', async () => {
    expect(await tried.analyse({ analysis: 'attention', text: 'a b c', pair: '', options: {} }, asked)).toMatchObject({ ok: true });
    // Read from a file, the parts may stand in another order.
    const { tokens: none, ...others } = changes;
    expect(await tried.experiment({ ...question, experiment: 'whatif', changes: { tokens: none, ...others }, options: {} }, asked)).toEqual({ ok: true, value: experimented });
    const what = { kind: 'head', site: 0, head: 0 } as const;
    const [before, after] = await Promise.all([tried.slice({ ...question, what }, asked), tried.slice({ ...question, what, changes }, asked)]);
    expect(before.ok && floats(before.value)).toEqual([...weights(0)]);
    expect(after.ok && floats(after.value)).toEqual([...weights(7)]);
  });

  test('and with a sentence to any other change, experiment or text', async () => {
    const other = { ...changes, swaps: [] };
    const what = { kind: 'head', site: 0, head: 0 } as const;
    expect(await tried.experiment({ ...question, experiment: 'whatif', changes: other, options: {} }, asked)).toMatchObject({ ok: false });
    expect(await tried.experiment({ ...question, experiment: 'sweep', changes, options: {} }, asked)).toMatchObject({ ok: false });
    expect(await tried.experiment({ ...question, text: 'd', experiment: 'whatif', changes, options: {} }, asked)).toMatchObject({ ok: false });
    expect(await tried.slice({ ...question, what, changes: other }, asked)).toMatchObject({ ok: false });
    expect(await tried.slice({ ...question, what: { kind: 'thumbnails', side: 8 }, changes }, asked)).toMatchObject({ ok: false });
  });
});
