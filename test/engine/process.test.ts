import { readFileSync, renameSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { asFault, type Fault } from '../../src/core/fault';
import type { Input } from '../../src/core/tokens/input';
import { CancellationTokenSource } from '../../src/protocol/channel';
import { type Analysed, ENGINE_PROTOCOL } from '../../src/protocol/engine';
import { groupsOf, tokenParts } from '../../src/protocol/readings';
import { bundle, choice, demoCopy, FIXTURES, greetedEngine, type RunningEngine, startEngine } from './bundle';

const TEXT = { kind: 'text', text: 'In the beginning God created the heaven and the earth.' } as const;
const faultOf = (work: Promise<unknown>): Promise<Fault | undefined> => work.then(() => undefined, asFault);
const ids = (count: number, shift = 0) => ({ kind: 'ids', ids: Array.from({ length: count }, (_, i) => 1 + ((i * 31 + shift) % 1000)) }) as const;

let folder: string;
let engine: RunningEngine;
let model: string;
beforeAll(async () => {
  folder = await bundle('process');
}, 60_000);
beforeEach(async () => {
  model = demoCopy();
  engine = await greetedEngine(folder);
});
afterEach(async () => {
  engine.child.kill('SIGKILL');
  await engine.ended;
  rmSync(model, { recursive: true, force: true });
});

const attention = (stamp = '', input: Input = TEXT) => engine.api.analyse({ model: choice(model), stamp, analysis: 'attention', input, options: {} });

describe('an engine process', () => {
  it('compares versions before anything else', async () => {
    const fresh = startEngine(folder);
    expect(await faultOf(fresh.api.open({ model: choice(model) }))).toMatchObject({ code: 'version-mismatch' });
    expect(await faultOf(fresh.api.hello({ protocol: ENGINE_PROTOCOL + 1 }))).toEqual({
      code: 'version-mismatch',
      what: 'the engine',
      mine: ENGINE_PROTOCOL,
      theirs: ENGINE_PROTOCOL + 1,
    });
    const hello = await fresh.api.hello({ protocol: ENGINE_PROTOCOL });
    expect(hello.analyses.map(a => a.id)).toContain('attention');
    fresh.child.disconnect();
    expect(await fresh.ended).toEqual({ code: 0, signal: null });
  });

  it('opens a checkpoint, answers an analysis, and gives the weights by slice', async () => {
    const card = await engine.api.open({ model: choice(model) });
    expect(card).toMatchObject({ family: 'llama', layers: 3, heads: 4, causal: true, provider: 'cpu' });
    expect(card.checks.length).toBeGreaterThan(0);
    expect(card.checks.filter(c => !c.ok)).toEqual([]);
    const { view, tokens, stamp } = await attention(card.stamp);
    if (view.kind !== 'attention') return expect.unreachable();
    const n = tokens.ids.length;
    const slice = (what: Parameters<typeof engine.api.slice>[0]['what']) => engine.api.slice({ model: choice(model), stamp, input: TEXT, what });
    const head = await slice({ kind: 'head', site: 2, head: 3 });
    expect(head.dims).toEqual([n, n]);
    const weights = new Float32Array(Uint8Array.from(head.bytes).buffer);
    for (let q = 0; q < n; q++) expect(weights.subarray(q * n, q * n + n).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
    const row = await slice({ kind: 'row', site: 2, head: 3, query: n - 1 });
    expect(Buffer.from(row.bytes)).toEqual(Buffer.from(head.bytes.subarray((n - 1) * n * 4)));
    expect((await slice({ kind: 'thumbnails', side: 8 })).dims).toEqual([3, 4, 8, 8]);
    const reading = { heads: [[2, 3]], combine: 'sum', words: false, special: true, scale: 'one' } as const;
    const matrix = await slice({ kind: 'matrix', reading, rows: [0, n], columns: [0, n], height: n, width: n });
    expect(Buffer.from(matrix.bytes)).toEqual(Buffer.from(head.bytes));
    expect(matrix.largest).toBe(Math.max(...weights));
    const joined = await slice({ kind: 'line', reading: { ...reading, words: true }, along: 'query', index: 0 });
    expect(joined.dims).toEqual([2, groupsOf(tokenParts(tokens), { words: true, special: true }).length]);
  });

  it('makes weights again that it does not hold, as a new process must', async () => {
    const { tokens, stamp } = await attention();
    const asked = { model: choice(model), stamp, input: TEXT, what: { kind: 'head', site: 0, head: 0 } } as const;
    const here = await engine.api.slice(asked);
    const other = await greetedEngine(folder);
    const there = await other.api.slice(asked);
    expect(there.dims).toEqual([tokens.ids.length, tokens.ids.length]);
    const [a, b] = [here, there].map(s => new Float32Array(Uint8Array.from(s.bytes).buffer));
    for (let i = 0; i < (a?.length ?? 0); i++) expect(b?.[i]).toBeCloseTo(a?.[i] ?? Number.NaN, 6);
    other.child.kill('SIGKILL');
  });

  it('gives a glance: what the last token draws on', async () => {
    const { tokens, shares, from } = await engine.api.glance({ model: choice(model), input: TEXT });
    expect([shares.length, from]).toEqual([tokens.ids.length, tokens.ids.length - 1]);
    expect(shares.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
    const head = await engine.api.glance({ model: choice(model), input: TEXT, summary: { kind: 'head', site: 2, head: 3 } });
    expect(head.shares).not.toEqual(shares);
    expect(head.pairs.length).toBeGreaterThan(0);
  });

  it('opens another checkpoint in the same process, and comes back', async () => {
    const other = demoCopy();
    const first = await engine.api.open({ model: choice(model) });
    const second = await engine.api.open({ model: choice(other) });
    expect(second.stamp).not.toBe(first.stamp);
    expect((await attention(first.stamp)).stamp).toBe(first.stamp);
    rmSync(other, { recursive: true });
  });

  it('settles what is pending when it is killed in the middle', async () => {
    await engine.api.open({ model: choice(model) });
    const pending = [attention('', ids(400)), attention('', ids(400, 1)), engine.api.glance({ model: choice(model), input: TEXT })].map(faultOf);
    await new Promise(resolve => setTimeout(resolve, 5));
    engine.child.kill('SIGKILL');
    const faults = await Promise.all(pending);
    expect(faults.at(1)).toMatchObject({ code: 'engine-stopped' });
    for (const fault of faults) expect(fault?.code ?? 'engine-stopped').toBe('engine-stopped');
  });

  it('settles a cancelled request at once and answers the next', async () => {
    const source = new CancellationTokenSource();
    const asked = faultOf(engine.api.analyse({ model: choice(model), stamp: '', analysis: 'attention', input: ids(500), options: {} }, { token: source.token }));
    source.cancel();
    expect(await asked).toEqual({ code: 'cancelled' });
    expect((await attention()).view.kind).toBe('attention');
  });
});

describe('a long computation', () => {
  it('reports how far it is, lets others be answered, and ends at once when cancelled', async () => {
    const long = ids(60);
    const shares: number[] = [];
    const source = new CancellationTokenSource();
    const asking = { token: source.token, progress: ({ share }: { share: number }) => shares.push(share) };
    const flow = faultOf(engine.api.analyse({ model: choice(model), stamp: '', analysis: 'flow', input: long, options: { pairs: 'all' } }, asking));
    while (shares.filter(s => s > 0).length < 2) await new Promise(resolve => setTimeout(resolve, 10));
    expect((await engine.api.glance({ model: choice(model), input: TEXT })).shares.length).toBeGreaterThan(0);
    expect(Math.max(...shares)).toBeLessThan(1);
    source.cancel();
    expect(await flow).toEqual({ code: 'cancelled' });
    expect((await attention()).view.kind).toBe('attention');
  });
});

const weightsOf = () => join(model, 'model.safetensors');
/** The same tensors with other numbers: no reader could tell but by the stamp. */
function otherWeights(): Buffer {
  const bytes = readFileSync(weightsOf());
  for (let i = bytes.length - 2000; i < bytes.length; i++) bytes[i] = (bytes[i] ?? 0) ^ 1;
  return bytes;
}

const CHANGES: readonly [string, () => void][] = [
  ['truncated', () => truncateSync(weightsOf(), 5000)],
  ['overwritten', () => writeFileSync(weightsOf(), otherWeights())],
  [
    'replaced',
    () => {
      writeFileSync(`${weightsOf()}.new`, otherWeights());
      renameSync(`${weightsOf()}.new`, weightsOf());
    },
  ],
  ['deleted', () => rmSync(weightsOf())],
];

describe('a checkpoint that changes on disk', () => {
  it.each(CHANGES)('between requests: %s', async (how, change) => {
    const { stamp } = await attention();
    change();
    expect(await faultOf(attention(stamp))).toMatchObject({ code: 'changed-on-disk', how, path: expect.stringContaining('model.safetensors') });
  });

  it('is read anew by the next request that believes in no stamp, and a slice of the old one is refused', async () => {
    const before = await attention();
    writeFileSync(weightsOf(), otherWeights());
    const after = await attention();
    expect(after.stamp).not.toBe(before.stamp);
    const slice = engine.api.slice({ model: choice(model), stamp: before.stamp, input: TEXT, what: { kind: 'head', site: 0, head: 0 } });
    expect(await faultOf(slice)).toMatchObject({ code: 'changed-on-disk' });
  });

  it('is noticed in its config.json too', async () => {
    const { stamp } = await attention();
    utimesSync(join(model, 'config.json'), 1e9, 1e9);
    expect(await faultOf(attention(stamp))).toMatchObject({ code: 'changed-on-disk', how: 'overwritten', path: expect.stringContaining('config.json') });
  });

  it.each(CHANGES)('while requests are running: %s; each settles with its number or with a sentence', async (_how, change) => {
    const { stamp } = await attention();
    const asked = Array.from({ length: 30 }, (_, i) => attention(stamp, ids(200, i)).then((a: Analysed) => ({ view: a.view.kind }), asFault));
    await asked[3];
    change();
    const settled = await Promise.all(asked);
    const faults = settled.filter((s): s is Fault => 'code' in s);
    expect(faults.length).toBeGreaterThan(0);
    // The first says that it changed, or died of it; later ones may say what is there now.
    expect(['changed-on-disk', 'engine-stopped']).toContain(faults[0]?.code);
    for (const fault of faults) expect(['changed-on-disk', 'engine-stopped', 'malformed', 'not-found']).toContain(fault.code);
    // What is answered after the first fault would have been computed from something else.
    const first = settled.findIndex(s => 'code' in s);
    expect(settled.slice(first).every(s => 'code' in s)).toBe(true);
  });

  it('gives no number of weights that were cut off and written again under it', async () => {
    const { stamp } = await attention();
    // Mapped pages of the file vanish: what happens if it is cut between the look at its stamp and the run.
    const whole = readFileSync(weightsOf());
    const before = attention(stamp, ids(300));
    truncateSync(weightsOf(), 0);
    writeFileSync(weightsOf(), whole);
    const fault = await faultOf(before);
    expect(['changed-on-disk', 'engine-stopped']).toContain(fault?.code);
  });
});

describe('a damaged or unknown checkpoint', () => {
  const config = () => JSON.parse(readFileSync(join(model, 'config.json'), 'utf8'));
  const withConfig = (change: object) => writeFileSync(join(model, 'config.json'), JSON.stringify({ ...config(), ...change }));

  const CASES: readonly [string, () => void, Partial<Fault>][] = [
    ['no config.json', () => rmSync(join(model, 'config.json')), { code: 'not-found' }],
    ['no weights', () => rmSync(weightsOf()), { code: 'not-found' }],
    ['an unknown family', () => withConfig({ model_type: 'perceptron' }), { code: 'unknown-architecture', modelType: 'perceptron' }],
    [
      'a header of another length',
      () => writeFileSync(weightsOf(), Buffer.concat([Buffer.from([255, 255, 255, 255, 0, 0, 0, 0]), readFileSync(weightsOf()).subarray(8)])),
      { code: 'malformed' },
    ],
    ['a file cut short', () => truncateSync(weightsOf(), 20_000), { code: 'malformed' }],
    ['a config of other sizes', () => withConfig({ hidden_size: 64, head_dim: 16 }), { code: 'wrong-tensor' }],
    ['a config with more layers', () => withConfig({ num_hidden_layers: 9 }), { code: 'missing-tensor' }],
    ['a config that is no JSON', () => writeFileSync(join(model, 'config.json'), '{"model_type": '), { code: 'malformed' }],
  ];
  it.each(CASES)('%s: one fault that names it, and the process lives on', async (_name, damage, fault) => {
    const intact = demoCopy();
    damage();
    expect(await faultOf(engine.api.open({ model: choice(model) }))).toMatchObject(fault);
    expect((await engine.api.open({ model: choice(intact) })).family).toBe('llama');
    rmSync(intact, { recursive: true });
  });

  it('a tokenizer that is missing: text is refused, ids work', async () => {
    rmSync(join(model, 'tokenizer.json'));
    expect(await faultOf(attention())).toMatchObject({ code: 'no-tokenizer' });
    expect((await attention('', ids(5))).view.kind).toBe('attention');
  });

  it.each([
    ['an id outside the vocabulary', { kind: 'ids', ids: [1, 99999] }, { code: 'bad-input', what: 'token id 99999' }],
    ['no text', { kind: 'text', text: '' }, { code: 'bad-input', what: 'the text' }],
    ['no ids', { kind: 'ids', ids: [] }, { code: 'bad-input' }],
  ] as const)('an input with %s', async (_name, input, fault) => {
    expect(await faultOf(attention('', input))).toMatchObject(fault);
  });

  it('an input that is longer than the positions that were learned', async () => {
    const bert = { model: choice(join(FIXTURES, 'bert-base', 'model')), stamp: '', analysis: 'attention', options: {} };
    const { maxTokens = 0 } = await engine.api.open(bert);
    expect(maxTokens).toBeGreaterThan(0);
    const long = { kind: 'ids', ids: Array<number>(maxTokens + 1).fill(1) } as const;
    expect(await faultOf(engine.api.analyse({ ...bert, input: long }))).toEqual({ code: 'too-long', tokens: maxTokens + 1, limit: maxTokens });
  });

  it('a run that does not fit into memory', async () => {
    const small = await greetedEngine(folder, { HEADLIGHT_MEMORY_LIMIT: '1MB' });
    const asked = small.api.analyse({ model: choice(model), stamp: '', analysis: 'attention', input: ids(400), options: {} });
    expect(await faultOf(asked)).toMatchObject({ code: 'too-large', haveBytes: 1e6 });
    small.child.kill('SIGKILL');
  });
});
