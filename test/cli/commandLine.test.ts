import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeSafetensors } from '../../src/core/checkpoint/write';
import { float32, int64, type Tensor } from '../../src/core/tensor/tensor';
import { readTensorFile } from '../../src/engine/tensorFile';
import { bundle, demoCopy, FIXTURES } from '../engine/bundle';

let cli: string;
let model: string;
const scratch = mkdtempSync(join(tmpdir(), 'headlight-cli-'));
beforeAll(async () => {
  cli = join(await bundle('cli'), 'cli.js');
  model = demoCopy();
}, 60_000);
afterAll(() => {
  rmSync(scratch, { recursive: true });
  rmSync(model, { recursive: true });
});

interface Ran {
  readonly status: number | null;
  readonly out: string;
  readonly error: string;
}

/** Runs the command line on the processor: what other devices a machine has is not the question here. */
function headlight(...args: string[]): Ran {
  const provider = ['open', 'run', 'analyse'].includes(args[0] ?? '') && !args.includes('--provider') && !args.includes('--help') ? ['--provider', 'cpu'] : [];
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args, ...provider], { encoding: 'utf8', cwd: scratch });
  return { status, out: stdout, error: stderr };
}

const file = (name: string) => join(scratch, name);
function tensorFile(name: string, tensors: Record<string, Tensor>): string {
  writeFileSync(file(name), Buffer.concat(writeSafetensors(tensors)));
  return file(name);
}
const bert = () => join(FIXTURES, 'bert-base', 'model');

describe('headlight open', () => {
  it('prints the card, for people and as JSON', () => {
    const card = JSON.parse(headlight('open', model, '--json').out);
    expect(card).toMatchObject({
      family: 'llama',
      task: 'causal-lm',
      layers: 3,
      heads: 4,
      keyHeads: 4,
      hidden: 128,
      causal: true,
      dtype: 'float16, computed in float32',
      provider: 'cpu',
    });
    expect(card.sites).toHaveLength(3);
    expect(card.checks.every((c: { ok: boolean }) => c.ok)).toBe(true);
    const { out, status } = headlight('open', join(model, 'model.safetensors'));
    expect(status).toBe(0);
    for (const fact of ['llama', 'causal', '3 sites', 'float16, computed in float32', 'byte-level BPE', 'sums to one']) expect(out).toContain(fact);
  });
});

describe("a snapshot of the hub's cache", () => {
  it('opens by its folder or its file, with weights in blobs, under the name of its repository', () => {
    const repository = join(scratch, 'models--someone--something');
    const snapshot = join(repository, 'snapshots', '0123abc');
    for (const folder of [join(repository, 'blobs'), snapshot]) mkdirSync(folder, { recursive: true });
    for (const [i, name] of readdirSync(model).entries()) {
      copyFileSync(join(model, name), join(repository, 'blobs', `hash${i}`));
      symlinkSync(join('..', '..', 'blobs', `hash${i}`), join(snapshot, name));
    }
    for (const path of [snapshot, join(snapshot, 'model.safetensors')]) {
      const card = JSON.parse(headlight('open', path, '--json').out);
      expect(card).toMatchObject({ family: 'llama', bytes: statSync(join(model, 'model.safetensors')).size });
    }
    expect(JSON.parse(headlight('open', snapshot, '--json').out).name).toBe('someone/something');
    expect(headlight('run', snapshot, '--text', 'the earth', '--want', 'logits').status).toBe(0);
  });
});

describe('headlight run', () => {
  it('writes attentions, hidden states and logits, named with the number of the text', () => {
    const out = file('run.safetensors');
    const { status, error } = headlight('run', model, '--text', 'In the beginning', '--want', 'attentions,hidden_states,logits', '--out', out);
    expect([status, error]).toEqual([0, '']);
    const tensors = readTensorFile(out);
    const n = tensors['0.attentions.0']?.dims[1] ?? 0;
    expect(Object.fromEntries(Object.entries(tensors).map(([k, t]) => [k, t.dims]))).toEqual({
      ...Object.fromEntries([0, 1, 2].map(l => [`0.attentions.${l}`, [4, n, n]])),
      ...Object.fromEntries([0, 1, 2, 3].map(l => [`0.hidden_states.${l}`, [n, 128]])),
      '0.logits': [n, 1536],
    });
    expect(readdirSync(scratch).filter(name => name.endsWith('.part'))).toEqual([]);
  });

  it('numbers the lines of a file of texts', () => {
    writeFileSync(file('texts.txt'), 'one text\r\nanother text\n');
    headlight('run', model, '--texts', file('texts.txt'), '--want', 'logits', '--out', file('texts.safetensors'));
    expect(Object.keys(readTensorFile(file('texts.safetensors'))).sort()).toEqual(['0.logits', '1.logits']);
  });

  it('runs a padded batch at once, row by row equal to each text alone', () => {
    const ids = [
      [5, 6, 7, 8, 9],
      [9, 8, 7, 0, 0],
    ];
    const input_ids = int64([2, 5], ids.flat());
    const attention_mask = int64([2, 5], [1, 1, 1, 1, 1, 1, 1, 1, 0, 0]);
    headlight('run', bert(), '--inputs', tensorFile('batch.in.safetensors', { input_ids, attention_mask }), '--want', 'attentions', '--out', file('batch.safetensors'));
    headlight('run', bert(), '--ids', '9,8,7', '--want', 'attentions', '--out', file('alone.safetensors'));
    const [batch, alone] = [readTensorFile(file('batch.safetensors')), readTensorFile(file('alone.safetensors'))];
    const [together, single] = [batch['1.attentions.1'], alone['0.attentions.1']];
    const heads = single?.dims[0] ?? 0;
    expect(together?.dims).toEqual([heads, 5, 5]);
    for (let h = 0; h < heads; h++)
      for (let q = 0; q < 3; q++) for (let k = 0; k < 5; k++) expect(together?.data[(h * 5 + q) * 5 + k]).toBeCloseTo(k < 3 ? Number(single?.data[(h * 3 + q) * 3 + k]) : 0, 5);
  });

  it('writes CSV and JSON that hold the same numbers', () => {
    for (const ending of ['csv', 'json', 'safetensors']) headlight('run', bert(), '--ids', '5,6', '--want', 'hidden_states', '--out', file(`same.${ending}`));
    const { data, dims = [] } = readTensorFile(file('same.safetensors'))['0.hidden_states.1'] ?? { data: [] };
    const json = JSON.parse(readFileSync(file('same.json'), 'utf8'))['0.hidden_states.1'];
    expect([json.shape, json.dtype]).toEqual([dims, 'float32']);
    expect(Float32Array.from(json.data)).toEqual(data);
    const lines = readFileSync(file('same.csv'), 'utf8')
      .trim()
      .split('\n')
      .map(line => line.split(','));
    expect(lines[0]).toEqual(['tensor', 'index_0', 'index_1', 'value']);
    const rows = lines.filter(([name]) => name === '0.hidden_states.1');
    expect(Float32Array.from(rows, r => Number(r[3]))).toEqual(data);
    expect(rows[1]?.slice(1, 3)).toEqual(['0', '1']);
  });
});

describe('headlight analyse', () => {
  it('writes what an analysis gives, with its options', () => {
    const ids = ['--ids', '5,6,7,8,5,6'];
    const { status, out, error } = headlight('analyse', 'rollout', bert(), ...ids, '--out', file('rollout.safetensors'));
    expect([status, error]).toEqual([0, '']);
    expect(out).toContain('0.rollout');
    const { dims = [], data = [] } = readTensorFile(file('rollout.safetensors'))['0.rollout'] ?? {};
    expect(dims.slice(-2)).toEqual([6, 6]);
    for (let row = 0; row < data.length; row += 6) expect(Array.from(data.slice(row, row + 6), Number).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
  });

  it('runs a heavy one in its worker, over all pairs', () => {
    expect(headlight('analyse', 'flow', bert(), '--ids', '5,6,7,8', '--pairs', 'all', '--out', file('flow.safetensors')).status).toBe(0);
    expect(readTensorFile(file('flow.safetensors'))['0.flow']?.dims).toEqual([4, 4]);
  });

  it('says what an analysis takes, where it comes from and what it cannot say', () => {
    const { status, out } = headlight('analyse', 'flow', '--help');
    expect(status).toBe(0);
    for (const part of ['--pairs', '--ids', 'Abnar', 'Source:']) expect(out).toContain(part);
  });
});

describe('headlight tokens and providers', () => {
  it('prints ids, tokens, offsets and segments as JSON', () => {
    const tokens = JSON.parse(headlight('tokens', model, '--text', 'the earth', '--json').out);
    expect(Object.keys(tokens)).toEqual(['ids', 'tokens', 'offsets', 'segments']);
    expect(tokens.offsets.at(-1)[1]).toBe('the earth'.length);
  });

  it('lists every provider with its reason', () => {
    const { status, out, error } = headlight('providers', '--json');
    expect([status, error]).toEqual([0, '']);
    expect(JSON.parse(out)).toContainEqual({ name: 'cpu', usable: true });
  });
});

describe('what is asked wrongly', () => {
  const CASES: readonly [string, () => string[], 1 | 2, RegExp][] = [
    ['no command', () => [], 2, /^headlight: usage: /],
    ['an unknown command', () => ['dance'], 2, /unknown command/],
    ['an unknown option', () => ['open', model, '--fast'], 2, /unknown option '--fast'/],
    ['no model', () => ['open'], 2, /missing required argument/],
    ['a model that is not there', () => ['open', '/nowhere/model'], 2, /^headlight: \/nowhere\/model: /],
    ['a file that is no model', () => ['open', file('texts.txt')], 2, /\.safetensors or \.onnx file/],
    ['no input', () => ['run', model], 2, /exactly one of --text/],
    ['two inputs', () => ['run', model, '--text', 'a', '--ids', '1'], 2, /not --text and --ids/],
    ['ids that are none', () => ['run', model, '--ids', '1,x'], 2, /"x" is no token id/],
    ['an id outside the vocabulary', () => ['run', model, '--ids', '99999'], 2, /token id 99999: .*0 to 1535/],
    ['an empty text', () => ['run', model, '--text', ''], 2, /the text: it is empty/],
    ['an unknown wish', () => ['run', model, '--text', 'a', '--want', 'wisdom'], 2, /--want wisdom/],
    ['an unknown ending', () => ['run', model, '--text', 'a', '--out', 'x.txt'], 2, /x\.txt: --out ends in \.safetensors/],
    ['a folder that is not there', () => ['run', model, '--text', 'a', '--out', 'no/where.csv'], 2, /folder of --out does not exist/],
    ['a target for a model without a decoder', () => ['run', model, '--ids', '1', '--target-ids', '2'], 2, /the target: /],
    ['text for a folder without a tokenizer', () => ['run', bert(), '--text', 'a'], 2, /no tokenizer\.json/],
    ['an input of another name', () => ['run', bert(), '--inputs', tensorFile('other.safetensors', { pixels: float32([1], [1]) })], 2, /pixels: .*input_ids/],
    ['inputs that are no safetensors', () => ['run', bert(), '--inputs', file('texts.txt')], 2, /texts\.txt: /],
    ['an unknown analysis', () => ['analyse', 'astrology', model, '--text', 'a'], 2, /astrology/],
    ["an option that is another analysis's", () => ['analyse', 'heads', model, '--text', 'a', '--pairs', 'all'], 2, /unknown option '--pairs'/],
    ['a provider that the runtime does not have', () => ['open', model, '--provider', 'abacus'], 2, /provider abacus: /],
    ['a run that does not fit', () => ['run', model, '--text', 'a', '--memory-limit', '1kB'], 1, /needs about .* and 1\.0 kB may be used/],
    ['a runtime that is not there', () => ['open', model, '--runtime', '/nowhere'], 2, /\/nowhere: there is no onnxruntime-node/],
  ];
  it.each(CASES)('%s: one line on standard error, nothing on standard output', (_name, args, status, why) => {
    const ran = headlight(...args());
    expect(ran.out).toBe('');
    expect(ran.error).toMatch(/^headlight: [^\n]+: [^\n]+\n$/);
    expect(ran.error).toMatch(why);
    expect(ran.status).toBe(status);
  });

  it('leaves a file that was there as it was', () => {
    writeFileSync(file('kept.safetensors'), 'kept');
    expect(headlight('run', model, '--ids', '99999', '--out', file('kept.safetensors')).status).toBe(2);
    expect(readFileSync(file('kept.safetensors'), 'utf8')).toBe('kept');
  });

  it('a model without attention runs, and has no attention to give', () => {
    const onnx = join(FIXTURES, '..', 'onnx', 'softmax9.onnx');
    const card = JSON.parse(headlight('open', onnx, '--json').out);
    expect(card.sites).toEqual([]);
    const inputs = tensorFile('x.safetensors', { x: float32([1, 2, 3, 4], Array(24).fill(0.5)) });
    const { status, error } = headlight('run', onnx, '--inputs', inputs, '--want', 'attentions');
    expect([status, error]).toEqual([2, expect.stringMatching(/^headlight: .*softmax9\.onnx: no attention sites/)]);
  });

  it('ends quietly when nobody reads on, as in `headlight ... | head`', async () => {
    const child = spawn(process.execPath, [cli, 'tokens', model, '--text', 'word '.repeat(20_000)]);
    let error = '';
    child.stderr.on('data', data => {
      error += data;
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const status = await new Promise(resolve => child.on('exit', resolve));
    expect([status, error]).toEqual([0, '']);
  });

  it('ends at once when interrupted, with one line and nothing half-written', async () => {
    const out = file('interrupted.safetensors');
    const ids = Array.from({ length: 480 }, (_, i) => i + 1).join();
    const child = spawn(process.execPath, [cli, 'analyse', 'flow', model, '--ids', ids, '--pairs', 'all', '--provider', 'cpu', '--out', out]);
    let error = '';
    child.stderr.on('data', data => {
      error += data;
    });
    // Long enough for a busy machine to have begun, far too short for all pairs of 480 tokens.
    setTimeout(() => child.kill('SIGINT'), 4000);
    const status = await new Promise(resolve => child.on('exit', resolve));
    expect([status, error]).toEqual([1, 'headlight: the request: cancelled.\n']);
    expect(existsSync(out)).toBe(false);
  });
});
