import { describe, expect, test } from 'vitest';
import { type Shown, stillOf } from '../../src/host/stillOf';
import type { Asked } from '../../src/protocol/channel';
import type { ModelCard, SliceParams } from '../../src/protocol/engine';
import type { PanelState } from '../../src/protocol/panel';
import { attentionView, type Shape, weightsOf } from '../webview/models/attention';
import { cut } from '../webview/models/tokens';
import { changedWeights, whatIfView } from '../webview/models/whatIf';
import { cardOf, stateOf, worldOf } from '../webview/models/world';

const SMALL: Shape = { layers: 2, heads: 2, causal: true, valueWidth: 32 };
const TEXT = 'In the beginning God created the heaven and the earth.';
const OTHER = 'In the beginning God created the garden and the earth.';
const asked = { token: { isCancellationRequested: false, onCancellationRequested: () => ({ dispose: () => undefined }) }, progress: () => undefined } as unknown as Asked;

/** A model that answers with made-up attention, and notes what it was asked. */
function model(name: string, shape: Shape, asks: string[] = []): NonNullable<Shown['other']> {
  const card: ModelCard = { ...cardOf(shape, name), path: `/home/somebody/secret/${name}` };
  type Params = Pick<SliceParams, 'stamp' | 'changes'> & {
    readonly input?: { readonly text: string };
    readonly inputs?: readonly { readonly text: string }[];
    readonly what?: SliceParams['what'];
  };
  const ask = async (method: string, params: Params) => {
    const tokens = cut((params.input ?? params.inputs?.[0])?.text ?? '');
    asks.push(`${method} ${params.stamp} ${params.what?.kind ?? ''}`.trim());
    if (method === 'experiment') return { stamp: params.stamp, tokens, view: whatIfView(tokens, shape), notes: [], milliseconds: 1 };
    if (method === 'analyse') return { stamp: params.stamp, tokens, view: attentionView(tokens, shape), notes: [], milliseconds: 1 };
    const { what } = params;
    if (what?.kind !== 'head') return { dims: [], bytes: new Uint8Array() };
    const values = params.changes ? changedWeights(tokens, shape.causal, what.site, what.head, params.changes) : weightsOf(tokens, shape.causal, what.site, what.head);
    return { dims: [tokens.ids.length, tokens.ids.length], bytes: new Uint8Array(values.buffer) };
  };
  return { card, ask: ask as unknown as NonNullable<Shown['other']>['ask'] };
}

const stateWith = (compare: PanelState['compare']): PanelState => ({
  ...stateOf('attention', TEXT),
  model: '/home/somebody/secret/demo',
  site: 1,
  head: 1,
  ...(compare ? { compare } : {}),
  whatIf: { map: 'sparsemax', parameter: '', heads: [], others: { swaps: [], interventions: [], tokens: [] }, rest: 'keep', list: [] },
});
const page = (state: PanelState, otherStamp?: string) => ({
  name: 'page',
  state,
  stamp: 'mine',
  theme: { kind: 'vscode-light', variables: {} },
  ...(otherStamp ? { otherStamp } : {}),
});
const world = (state: PanelState) => ({ ...worldOf(cardOf(SMALL, 'demo'), state), found: [{ label: 'secret', path: '/home/somebody/secret/demo' }] });

describe('what goes along with an exported page', () => {
  test('of one picture: its weights, the chosen head first, and no comparison', async () => {
    const state = stateWith(undefined);
    const still = await stillOf(world(state), { own: model('demo', SMALL) }, page(state), asked);
    expect(still.other).toBeUndefined();
    expect(still.own.weights.map(({ site, head }) => `${site}.${head}`)).toEqual(['1.1', '0.0', '0.1', '1.0']);
    expect(still.world.state.compare).toBeUndefined();
    expect(still.world.state.whatIf).toBeUndefined();
    expect(JSON.stringify(still)).not.toContain('secret');
  });

  test('a comparison that is not shown stays behind, with its text', async () => {
    const state = stateWith({ model: '', text: 'a text that was compared before', pair: '' });
    const still = await stillOf(world(state), { own: model('demo', SMALL) }, page(state), asked);
    expect(JSON.stringify(still)).not.toContain('compared before');
  });

  test('of two texts: both answers and the same heads of both', async () => {
    const state = stateWith({ model: '', text: OTHER, pair: '' });
    const own = model('demo', SMALL);
    const still = await stillOf(world(state), { own, other: own }, page(state, 'mine'), asked);
    expect(still.own.analysed.tokens.texts).toEqual([TEXT]);
    expect(still.other?.analysed.tokens.texts).toEqual([OTHER]);
    expect(still.other?.weights.map(({ site, head }) => [site, head])).toEqual(still.own.weights.map(({ site, head }) => [site, head]));
    const of = (text: string) => weightsOf(cut(text), true, 1, 1);
    expect(still.own.weights[0]?.values).toEqual(of(TEXT));
    expect(still.other?.weights[0]?.values).toEqual(of(OTHER));
    expect(still.world.state.compare).toEqual({ model: '', text: OTHER, pair: '' });
    expect(still.other?.thumbnails).toBeDefined();
  });

  test('of two checkpoints: of where the other lies its name alone, and its own numbers', async () => {
    const state = stateWith({ model: '/home/somebody/secret/twin', text: TEXT, pair: '' });
    const asks: string[] = [];
    const still = await stillOf(world(state), { own: model('demo', SMALL), other: model('twin', { ...SMALL, heads: 3 }, asks) }, page(state, 'theirs'), asked);
    expect(still.world.state.compare).toEqual({ model: 'twin', text: TEXT, pair: '' });
    expect(JSON.stringify(still)).not.toContain('secret');
    expect(still.other?.weights.length).toBe(6);
    // A head of other shapes has no counterpart: the other side begins with its own.
    const chosen = attentionView(cut(TEXT), { ...SMALL, heads: 3 }).chosen;
    expect(still.other?.weights[0]).toMatchObject(chosen);
    expect(asks.every(one => / theirs/.test(one))).toBe(true);
  });

  test('of what was tried: the changes, what they gave, and each head before and after; nothing that was tried before', async () => {
    const changes = { swaps: ['sparsemax@L0'], interventions: [], tokens: [] } as const;
    const before = { id: 1, experiment: 'whatif', text: 'a text that was tried before', pair: '', changes, options: {}, numbers: [] } as const;
    const plain = stateWith(undefined);
    const state = { ...plain, analysis: 'what-if', whatIf: { ...(plain.whatIf as NonNullable<PanelState['whatIf']>), list: [before] } };
    const asks: string[] = [];
    const tried = { experiment: 'whatif', changes, options: {} };
    const still = await stillOf(world(state), { own: model('demo', SMALL, asks) }, { ...page(state), tried }, asked);
    expect(asks.filter(one => one.startsWith('experiment'))).toEqual(['experiment mine']);
    expect(still.tried).toMatchObject({ experiment: 'whatif', changes });
    expect(still.own.weights.map(({ kind, site, head }) => `${kind} ${site}.${head}`).slice(0, 4)).toEqual(['head 1.1', 'changed 1.1', 'head 0.0', 'changed 0.0']);
    expect(still.own.weights[1]?.values).not.toEqual(still.own.weights[0]?.values);
    expect(still.world.state.whatIf).toMatchObject({ map: '', heads: [], others: changes, list: [] });
    expect(still.world.experiments?.map(({ id }) => id)).toEqual(['whatif']);
    expect(JSON.stringify(still)).not.toMatch(/tried before|secret/);
  });

  test('of long texts both sides together keep to what a page may carry, and hold the same heads', async () => {
    const long = Array.from({ length: 700 }, (_, at) => `w${at}`).join(' ');
    const many: Shape = { ...SMALL, layers: 3, heads: 3 };
    const state = { ...stateWith({ model: '', text: long.replace('w7 ', 'x7 '), pair: '' }), text: long };
    const own = model('demo', many);
    const still = await stillOf(world(state), { own, other: own }, page(state, 'mine'), asked);
    const bytes = [still.own, still.other].flatMap(side => side?.weights ?? []).reduce((sum, { values }) => sum + values.byteLength, 0);
    expect(bytes).toBeLessThanOrEqual(16e6);
    expect(bytes).toBeGreaterThan(8e6);
    expect(still.own.weights.length).toBeLessThan(9);
    expect(still.other?.weights.map(({ site, head }) => [site, head])).toEqual(still.own.weights.map(({ site, head }) => [site, head]));
    expect(still.own.weights[0]).toMatchObject({ site: 1, head: 1 });
  });
});
