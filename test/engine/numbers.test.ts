import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asFault, type Fault } from '../../src/core/fault';
import { float32, int64, type Tensor } from '../../src/core/tensor/tensor';
import { besideEachOther } from '../../src/engine/beside';
import { writeNumbers } from '../../src/engine/numbers';
import { readTensorFile } from '../../src/engine/tensorFile';
import { CancellationTokenSource } from '../../src/protocol/channel';
import { bundle, choice, demoCopy, greetedEngine, type RunningEngine } from './bundle';

const scratch = mkdtempSync(join(tmpdir(), 'headlight-numbers-'));
const file = (name: string) => join(scratch, name);
const faultOf = (work: Promise<unknown>): Promise<Fault | undefined> => work.then(() => undefined, asFault);
const NOBODY = new CancellationTokenSource().token;
const ASKED = { token: NOBODY, progress: () => undefined };
/** Who may write everywhere cannot be refused. */
const root = process.getuid?.() === 0;

afterAll(() => {
  chmodSync(scratch, 0o755);
  rmSync(scratch, { recursive: true });
});

describe('a file of numbers', () => {
  const tensors: Record<string, Tensor> = {
    '0.a': float32([2, 2], [1, -0.5, Number.NaN, 2]),
    '0.b,c': int64([2], [3, 4]),
    '0.one': float32([], [7]),
    '0.none': float32([0, 3], []),
  };

  it('has its format by its ending, and says how long it is', async () => {
    expect(await writeNumbers(file('a.json'), tensors, ASKED)).toBe(readFileSync(file('a.json')).length);
    expect(JSON.parse(readFileSync(file('a.json'), 'utf8'))).toEqual({
      '0.a': { dtype: 'float32', shape: [2, 2], data: [1, -0.5, null, 2] },
      '0.b,c': { dtype: 'int64', shape: [2], data: [3, 4] },
      '0.one': { dtype: 'float32', shape: [], data: [7] },
      '0.none': { dtype: 'float32', shape: [0, 3], data: [] },
    });
    await writeNumbers(file('a.CSV'), tensors, ASKED);
    const lines = ['tensor,index_0,index_1,value', '0.a,0,0,1', '0.a,0,1,-0.5', '0.a,1,0,NaN', '0.a,1,1,2', '"0.b,c",0,,3', '"0.b,c",1,,4', '0.one,,,7', ''];
    expect(readFileSync(file('a.CSV'), 'utf8')).toBe(lines.join('\n'));
    await writeNumbers(file('a.safetensors'), tensors, ASKED);
    expect(readTensorFile(file('a.safetensors'))['0.a']).toEqual(tensors['0.a']);
  });

  it('tells an infinity from what is no number where the format can', async () => {
    const ends = { ends: float32([4], [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, 3e-45]), 'a\rb': float32([], [1]) };
    await writeNumbers(file('ends.csv'), ends, ASKED);
    expect(readFileSync(file('ends.csv'), 'utf8').split('\n').slice(1)).toEqual(['ends,0,inf', 'ends,1,-inf', 'ends,2,NaN', `ends,3,${Math.fround(3e-45)}`, '"a\rb",,1', '']);
    await writeNumbers(file('ends.json'), ends, ASKED);
    expect(JSON.parse(readFileSync(file('ends.json'), 'utf8')).ends.data).toEqual([null, null, null, Math.fround(3e-45)]);
  });

  it('is whole where it is larger than a piece, and tells how far it is', async () => {
    const many = float32(
      [300, 1000],
      Float32Array.from({ length: 3e5 }, (_, i) => i / 7),
    );
    const shares: number[] = [];
    const bytes = await writeNumbers(file('many.json'), { many }, { token: NOBODY, progress: ({ share }) => shares.push(share) });
    expect(bytes).toBe(readFileSync(file('many.json')).length);
    const back = Float32Array.from(JSON.parse(readFileSync(file('many.json'), 'utf8')).many.data);
    expect(Buffer.from(back.buffer).equals(Buffer.from(many.data.buffer))).toBe(true);
    expect(shares.length).toBeGreaterThan(3);
    expect(Math.max(...shares)).toBeLessThanOrEqual(1);
  });

  it('leaves what was there when it is cancelled on the way, and nothing else', async () => {
    writeFileSync(file('kept.csv'), 'before');
    const source = new CancellationTokenSource();
    const many = float32([1e6], new Float32Array(1e6).fill(0.123));
    const fault = await faultOf(writeNumbers(file('kept.csv'), { many }, { token: source.token, progress: ({ share }) => share > 0.2 && source.cancel() }));
    expect(fault).toEqual({ code: 'cancelled' });
    expect(readFileSync(file('kept.csv'), 'utf8')).toBe('before');
    expect(readdirSync(scratch).filter(name => name.endsWith('.part'))).toEqual([]);
  });

  it('that cannot be renamed into place leaves nothing, and says why in people’s words', async () => {
    mkdirSync(file('folder.json'), { recursive: true });
    writeFileSync(join(file('folder.json'), 'x'), '');
    expect(await faultOf(writeNumbers(file('folder.json'), tensors, ASKED))).toMatchObject({ code: 'unwritable', path: file('folder.json') });
    expect(await faultOf(writeNumbers(file('gone/a.json'), tensors, ASKED))).toEqual({ code: 'unwritable', path: file('gone/a.json'), why: 'its folder is gone' });
    expect(readdirSync(scratch).filter(name => name.endsWith('.part'))).toEqual([]);
  });

  it.skipIf(root)('in a folder that may not be written to', async () => {
    mkdirSync(file('closed'));
    chmodSync(file('closed'), 0o555);
    expect(await faultOf(writeNumbers(file('closed/a.json'), tensors, ASKED))).toEqual({ code: 'unwritable', path: file('closed/a.json'), why: 'you may not write there' });
  });
});

describe('numbers of a comparison', () => {
  const first: Record<string, Tensor> = {
    '0.a': float32([2], [1, -0.5]),
    '0.moved': float32([1], [1]),
    '0.ids': int64([1], [3]),
    '0.gone': float32([1], [1]),
    '0.x,y': float32([1], [Number.NaN]),
  };
  const second: Record<string, Tensor> = { '0.a': float32([2], [4, 0.25]), '0.moved': float32([2], [1, 2]), '0.ids': int64([1], [4]), '0.x,y': float32([1], [1]) };
  const sides = { first: { checkpoint: 'demo', text: 'one — “two”', pair: '' }, second: { checkpoint: 'twin', text: 'three', pair: 'four' } };

  it('are both sides as they are, and second - first of what has the same shape on both', () => {
    const both = besideEachOther(first, second, true);
    for (const [name, tensor] of Object.entries(first)) expect(both[`first.${name}`]).toBe(tensor);
    for (const [name, tensor] of Object.entries(second)) expect(both[`second.${name}`]).toBe(tensor);
    expect(Object.keys(both).filter(name => name.startsWith('difference.'))).toEqual(['difference.0.a', 'difference.0.x,y']);
    expect(both['difference.0.a']).toEqual(float32([2], [3, 0.75]));
    expect(both['difference.0.x,y']?.data).toEqual(Float32Array.of(Number.NaN));
  });

  it('have no difference where positions or heads do not correspond', () => {
    expect(Object.keys(besideEachOther(first, second, false)).filter(name => name.startsWith('difference'))).toEqual([]);
  });

  it('say in each format which side is which', async () => {
    const both = besideEachOther({ '0.x,y': float32([1, 2], [1, 2]) }, { '0.x,y': float32([1, 2], [3, 5]) }, true);
    await writeNumbers(file('both.csv'), both, ASKED, sides);
    const lines = ['side,tensor,index_0,index_1,value', 'first,"0.x,y",0,0,1', 'first,"0.x,y",0,1,2', 'second,"0.x,y",0,0,3', 'second,"0.x,y",0,1,5'];
    expect(readFileSync(file('both.csv'), 'utf8')).toBe([...lines, 'difference,"0.x,y",0,0,2', 'difference,"0.x,y",0,1,3', ''].join('\n'));
    await writeNumbers(file('both.json'), both, ASKED, sides);
    const { sides: said, ...numbers } = JSON.parse(readFileSync(file('both.json'), 'utf8'));
    expect(said).toEqual(sides);
    expect(numbers['second.0.x,y']).toEqual({ dtype: 'float32', shape: [1, 2], data: [3, 5] });
    await writeNumbers(file('both.safetensors'), both, ASKED, sides);
    expect(readTensorFile(file('both.safetensors'))).toEqual(both);
    const bytes = readFileSync(file('both.safetensors'));
    const header = JSON.parse(bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE(0))).toString());
    expect(header.__metadata__).toMatchObject({ 'first.checkpoint': 'demo', 'first.text': 'one — “two”', 'second.pair': 'four' });
  });
});

describe('an engine that writes', () => {
  let folder: string;
  let engine: RunningEngine;
  let model: string;
  beforeAll(async () => {
    folder = await bundle('numbers');
    model = demoCopy();
    engine = await greetedEngine(folder);
  }, 60_000);
  afterAll(async () => {
    engine.child.kill('SIGKILL');
    await engine.ended;
    rmSync(model, { recursive: true, force: true });
  });

  const TEXT = 'In the beginning God created the heaven and the earth.';
  const ask = (analysis: string, to: string, options: Readonly<Record<string, string>> = {}, stamp = '') =>
    engine.api.write({ model: choice(model), stamp, analysis, input: { kind: 'text', text: TEXT }, options, file: to });

  it.each([
    ['attention', 'safetensors', {}],
    ['heads', 'csv', { clusters: 'true', spread: 'true' }],
    ['rollout', 'json', { residual: 'none' }],
    ['flow', 'safetensors', { from: '3' }],
    ['identifiability', 'json', {}],
    ['effective', 'safetensors', { sums: 'kept' }],
  ] as const)('writes %s as .%s as the command line does, byte for byte', async (analysis, format, options) => {
    const [ours, theirs] = [file(`ours.${analysis}.${format}`), file(`theirs.${analysis}.${format}`)];
    const { bytes } = await ask(analysis, ours, options);
    const given = Object.entries(options).flatMap(([name, value]) => (value === 'true' ? [`--${name}`] : [`--${name}`, value]));
    const ran = spawnSync(process.execPath, [join(folder, 'cli.js'), 'analyse', analysis, model, '--text', TEXT, ...given, '--provider', 'cpu', '--out', theirs], {
      encoding: 'utf8',
    });
    expect(ran.stderr).toBe('');
    const written = readFileSync(ours);
    expect(written.length).toBe(bytes);
    expect(bytes).toBeGreaterThan(100);
    expect(written.equals(readFileSync(theirs))).toBe(true);
  });

  it.each(['attention', 'heads', 'rollout', 'identifiability'])('writes %s of two texts beside each other: each as it is alone, and second - first', async analysis => {
    const other = TEXT.replace('heaven', 'earth');
    const [first, second, both] = ['first', 'second', 'both'].map(name => file(`${name}.${analysis}.safetensors`)) as [string, string, string];
    await ask(analysis, first);
    const asked = { model: choice(model), stamp: '', analysis, input: { kind: 'text', text: other }, options: {} } as const;
    await engine.api.write({ ...asked, file: second });
    const label = { checkpoint: 'demo', text: TEXT, pair: '' };
    await engine.api.write({ ...asked, file: both, beside: { first, difference: true, sides: { first: label, second: { ...label, text: other } } } });
    const [one, two, all] = [readTensorFile(first), readTensorFile(second), readTensorFile(both)];
    const names = Object.keys(one);
    expect(names.length).toBeGreaterThan(0);
    expect(
      Object.keys(all)
        .filter(name => !name.startsWith('difference.'))
        .sort(),
    ).toEqual([...names.map(name => `first.${name}`), ...Object.keys(two).map(name => `second.${name}`)].sort());
    let apart = 0;
    for (const name of names) {
      expect(all[`first.${name}`]).toEqual(one[name]);
      expect(all[`second.${name}`]).toEqual(two[name]);
      const difference = all[`difference.${name}`];
      if (!difference) continue;
      const [a, b] = [one[name]?.data, two[name]?.data].map(data => Array.from(data ?? [], Number)) as [number[], number[]];
      expect(Array.from(difference.data, Number)).toEqual(b.map((value, at) => Math.fround(value - (a[at] ?? 0))));
      apart += Array.from(difference.data, Number).filter(value => value !== 0).length;
    }
    expect(apart).toBeGreaterThan(0);
  });

  it('does not write a comparison whose first side is gone', async () => {
    const label = { checkpoint: 'demo', text: TEXT, pair: '' };
    const beside = { first: file('no such file.safetensors'), difference: true, sides: { first: label, second: label } };
    const fault = await faultOf(
      engine.api.write({ model: choice(model), stamp: '', analysis: 'rollout', input: { kind: 'text', text: TEXT }, options: {}, file: file('half.json'), beside }),
    );
    expect(fault).toMatchObject({ code: 'not-found' });
    expect(existsSync(file('half.json'))).toBe(false);
  });

  it('writes every site of attention', async () => {
    await ask('attention', file('all.safetensors'));
    expect(Object.keys(readTensorFile(file('all.safetensors')))).toEqual(['0.attentions.0', '0.attentions.1', '0.attentions.2']);
  });

  it.each([
    ['a name without a format', () => file('a.txt'), 'bad-usage'],
    ['a folder that is not there', () => file('nowhere/a.csv'), 'bad-usage'],
    ['a path that is not absolute', () => 'a.csv', 'bad-usage'],
    ['nothing', () => '', 'bad-usage'],
  ])('refuses %s before it runs anything', async (_, path, code) => {
    expect(await faultOf(ask('attention', path()))).toMatchObject({ code });
    expect(existsSync(path())).toBe(false);
  });

  it('does not write numbers of other bytes than were asked about', async () => {
    expect(await faultOf(ask('rollout', file('other.json'), {}, 'another stamp'))).toMatchObject({ code: 'changed-on-disk' });
    expect(existsSync(file('other.json'))).toBe(false);
  });
});
