import { closeSync, copyFileSync, cpSync, ftruncateSync, mkdtempSync, openSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeSafetensors } from '../../src/core/checkpoint/write';
import { asFault, FaultError } from '../../src/core/fault';
import { inspectSafetensors } from '../../src/core/inspect/safetensors';
import { counted } from '../../src/core/inspect/sample';
import { windowOf } from '../../src/core/inspect/window';
import { words } from '../../src/core/message';
import { asInt64 } from '../../src/core/onnx/integers';
import { encodeModel } from '../../src/core/onnx/schema';
import type { ByteSource } from '../../src/core/source';
import { float32 } from '../../src/core/tensor/tensor';
import { openSource } from '../../src/engine/files';
import { Inspector } from '../../src/engine/inspector';
import type { ProgressReport } from '../../src/protocol/channel';
import { CancellationTokenSource } from '../../src/protocol/channel';
import { sentence } from '../../src/protocol/sentences';
import { bundle, demoCopy, FIXTURES, greetedEngine } from './bundle';

const root = mkdtempSync(join(tmpdir(), 'headlight-inspector-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const ASKED = { token: new CancellationTokenSource().token, progress: () => undefined };
const range = (from: number, count: number, step = 1) => ({ from, count, step });
const faultOf = (work: () => unknown): string => {
  try {
    work();
  } catch (thrown) {
    return thrown instanceof FaultError ? words(sentence(thrown.fault)) : String(thrown);
  }
  return 'no fault';
};

/** A file that begins with these bytes and has this size; what follows is a hole, which takes no disk. */
function sparse(name: string, head: Uint8Array, size: number, tail?: Uint8Array): string {
  const path = join(root, name);
  const file = openSync(path, 'w');
  writeSync(file, head);
  ftruncateSync(file, size);
  if (tail) writeSync(file, tail, 0, tail.length, size - tail.length);
  closeSync(file);
  return path;
}

function headerOf(header: object): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

const GIANT = 10 * 2 ** 30;
const TAIL = Float32Array.from({ length: 1024 }, (_, i) => i);

/** 10 GB: a matrix of zeros, and a small tensor in the last bytes. */
function giant(name: string): string {
  const rows = 2_600_000;
  const zeros = rows * 1024 * 4;
  const header = headerOf({
    __metadata__: { format: 'pt' },
    zeros: { dtype: 'F32', shape: [rows, 1024], data_offsets: [0, zeros] },
    tail: { dtype: 'F32', shape: [32, 32], data_offsets: [zeros, zeros + 4096] },
  });
  return sparse(name, header, header.length + zeros + 4096, new Uint8Array(TAIL.buffer));
}

/** Counts what is read of a file. */
function counting(path: string): ByteSource & { readonly asked: { bytes: number; most: number } } {
  const source = openSource(path);
  const asked = { bytes: 0, most: 0 };
  const read = (offset: number, length: number): Uint8Array => {
    asked.bytes += length;
    asked.most = Math.max(asked.most, length);
    return source.read(offset, length);
  };
  return { ...source, read, asked };
}

describe('a file of 10 GB', () => {
  const path = giant('giant.safetensors');
  afterAll(() => rmSync(path));

  it('opens by its header: kilobytes are read, and nothing of its tensors', () => {
    const source = counting(path);
    expect(source.size).toBeGreaterThan(GIANT * 0.98);
    const { tensors } = inspectSafetensors(source);
    expect(tensors.map(({ name }) => name)).toEqual(['zeros', 'tail']);
    expect(source.asked.bytes).toBeLessThan(1024);
  });

  it('gives a tensor of its tail, and a sample of its largest, by position', () => {
    const source = counting(path);
    const [zeros, tail] = inspectSafetensors(source).tensors;
    if (!zeros || !tail) return expect.unreachable();
    const { values } = windowOf(tail, { leading: [], rows: range(31, 1), columns: range(0, 32) });
    expect(Array.from(values)).toEqual(Array.from(TAIL.slice(31 * 32)));
    const work = counted(zeros, false);
    let step = work.next();
    while (!step.done) step = work.next();
    expect(step.value.statistics).toMatchObject({ count: 512 * 1024, zeros: 512 * 1024, min: 0, max: 0 });
    expect(source.asked.bytes).toBeLessThan(3 * 2 ** 20);
    expect(source.asked.most).toBeLessThan(2 ** 20);
  });

  it('is listed, looked at and counted by requests alone', async () => {
    const inspector = new Inspector();
    const card = inspector.inspect(path);
    expect(card).toMatchObject({ name: 'giant.safetensors', format: 'safetensors', tensors: 2, metadata: [{ key: 'format', value: 'pt' }] });
    expect(card.notRunnable && words(card.notRunnable)).toMatch(/No config\.json/);
    const asked = { path, stamp: card.stamp, tensor: { index: 1, name: 'tail' } };
    expect((await new Inspector().statistics({ ...asked, all: false }, ASKED)).statistics).toMatchObject({ count: 1024, min: 0, max: 1023, mean: 511.5 });
    const look = new Inspector().look({ ...asked, leading: [], rows: range(0, 1), columns: range(1, 2) });
    expect(look).toMatchObject({ height: 32, width: 32, values: Float64Array.of(1, 2), tensor: { dtype: 'float32', dims: [32, 32], readable: true } });
  });
});

describe('a file whose words have no end', () => {
  const LONG = 'n'.repeat(300_000);
  const shown = (path: string): number => {
    const inspector = new Inspector();
    const card = inspector.inspect(path);
    const { tensors } = inspector.tensors({ path, stamp: card.stamp, from: 0, count: 500, search: '', order: 'file' });
    return JSON.stringify([card, tensors]).length;
  };

  it('is listed with a part of them: names, types, notes, reasons', () => {
    const tensor = { dims: [asInt64(2)], dataType: 1, rawData: new Uint8Array(8) };
    const nodes = Array.from({ length: 40 }, (_, i) => ({ name: `${i}${LONG}`, opType: `Op${LONG}`, attribute: [{ name: `a${LONG}`, type: 4, t: { ...tensor, dataType: 99 } }] }));
    const outside = { ...tensor, name: 'w', rawData: undefined, dataLocation: 1, externalData: [{ key: 'location', value: `${LONG}.bin` }] };
    const bytes = encodeModel({ graph: { node: nodes, initializer: [outside as never] }, opsetImport: [{ version: asInt64(17) }] });
    const path = join(root, 'words.onnx');
    writeFileSync(path, bytes);
    expect(shown(path)).toBeLessThan(300_000);
    rmSync(path);

    const listed = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`${i}${LONG}`, { dtype: `T${LONG}`, shape: [1], data_offsets: [i, i + 1] }]));
    const header = headerOf(listed);
    expect(shown(sparse('words.safetensors', header, header.length + 40))).toBeLessThan(300_000);
  });

  it('is refused in a sentence that can be read', () => {
    const name = headerOf({ [LONG]: { dtype: 'F32', shape: [LONG.length], data_offsets: [0, 4] } });
    const said = faultOf(() => new Inspector().inspect(sparse('lies.safetensors', name, name.length + 4)));
    expect(said).toMatch(/lies\.safetensors: .*says of tensor "n+…/);
    expect(said.length).toBeLessThan(5000);
    const dtype = headerOf({ t: { dtype: 'F32', shape: Array.from({ length: 30 }, () => 1e12), data_offsets: [0, 4] } });
    expect(faultOf(() => new Inspector().inspect(sparse('lies.safetensors', dtype, dtype.length + 4)))).toMatch(/takes .* bytes, and it has 4/);
  });
});

describe('counting all of a huge tensor', () => {
  const path = giant('cancelled.safetensors');
  let folder: string;
  beforeAll(async () => {
    folder = await bundle('inspector');
  }, 60_000);
  afterAll(() => rmSync(path, { force: true }));

  it('tells how far it is, lets other requests pass, and can be cancelled', async () => {
    const engine = await greetedEngine(folder);
    try {
      const { stamp } = await engine.api.inspect({ path });
      const source = new CancellationTokenSource();
      const shares: number[] = [];
      let heard = (): void => undefined;
      const twice = new Promise<void>(settle => {
        heard = settle;
      });
      const progress = ({ share }: ProgressReport): void => {
        shares.push(share);
        if (shares.length === 2) heard();
      };
      const counting = engine.api.statistics({ path, stamp, tensor: { index: 0, name: 'zeros' }, all: true }, { token: source.token, progress });
      const ended = counting.then(
        () => 'counted',
        thrown => asFault(thrown).code,
      );
      await twice;
      const page = await engine.api.listTensors({ path, stamp, from: 0, count: 10, search: 'tail', order: 'file' });
      expect(page).toMatchObject({ total: 2, matching: 1 });
      source.cancel();
      expect(await ended).toBe('cancelled');
      expect(shares[0]).toBeLessThan(1);
      // The process goes on: it answers, and does not count any more.
      expect(await engine.api.inspect({ path })).toMatchObject({ stamp });
    } finally {
      engine.child.kill('SIGKILL');
      await engine.ended;
    }
  });
});

describe('a list of 100,000 tensors', () => {
  const header = Object.fromEntries(
    Array.from({ length: 100_000 }, (_, i) => [`layers.${i}.weight`, { dtype: i % 2 ? 'F32' : 'F16', shape: [i % 2 ? 1 : 2], data_offsets: [i * 4, i * 4 + 4] }]),
  );
  const head = headerOf(header);
  const path = sparse('many.safetensors', head, head.length + 400_000);
  const inspector = new Inspector();
  const { stamp, tensors } = inspector.inspect(path);
  const page = (search: string, order: 'file' | 'name' | 'largest' = 'file', from = 0, count = 3) => inspector.tensors({ path, stamp, from, count, search, order });

  it('comes page by page, and never more than a page', () => {
    expect(tensors).toBe(100_000);
    expect(page('', 'file', 50_000).tensors.map(({ name }) => name)).toEqual(['layers.50000.weight', 'layers.50001.weight', 'layers.50002.weight']);
    expect(page('', 'file', 0, 1e9).tensors).toHaveLength(500);
    expect(page('', 'file', 99_999).tensors).toHaveLength(1);
    expect(page('', 'file', 2e9).tensors).toHaveLength(0);
  });

  it('is searched by words of name and type, whatever their case', () => {
    expect(page('LAYERS.999. f')).toMatchObject({ total: 100_000, matching: 1, tensors: [{ name: 'layers.999.weight', dtype: 'float32', index: 999 }] });
    expect(page('float16').matching).toBe(50_000);
    expect(page('nowhere').matching).toBe(0);
  });

  it('is put in order by name, in which 2 comes before 10, and by size', () => {
    expect(page('', 'name', 9).tensors.map(({ name }) => name)).toEqual(['layers.9.weight', 'layers.10.weight', 'layers.11.weight']);
    expect(page('', 'largest').tensors[0]?.index).toBe(0);
  });
});

describe('a file that is written anew', () => {
  it('is told of by whoever asks with the old stamp, and read anew by whoever inspects it', async () => {
    const path = join(root, 'changing.safetensors');
    const write = (name: string): void => writeFileSync(path, Buffer.concat(writeSafetensors({ [name]: float32([2], [1, 2]) })));
    write('before');
    const inspector = new Inspector();
    const { stamp } = inspector.inspect(path);
    write('after, which is longer');
    const asked = { path, stamp, tensor: { index: 0, name: 'before' } };
    expect(faultOf(() => inspector.look({ ...asked, leading: [], rows: range(0, 1), columns: range(0, 1) }))).toMatch(/overwritten on disk/);
    expect(faultOf(() => inspector.tensors({ path, stamp, from: 0, count: 1, search: '', order: 'file' }))).toMatch(/overwritten on disk/);
    const anew = inspector.inspect(path);
    expect(anew.stamp).not.toBe(stamp);
    expect(faultOf(() => inspector.look({ ...asked, stamp: anew.stamp, leading: [], rows: range(0, 1), columns: range(0, 1) }))).toMatch(/no tensor "before" in it any more/);
    truncateSync(path, 4);
    expect(faultOf(() => inspector.inspect(path))).toMatch(/too few for a safetensors file/);
    rmSync(path);
    expect(faultOf(() => inspector.inspect(path))).toMatch(/changing\.safetensors/);
  });
});

describe('what lies around a file', () => {
  it('is a checkpoint of a family, or the reason why there is none', () => {
    const folder = demoCopy();
    const path = join(folder, 'model.safetensors');
    const inspector = new Inspector();
    expect(inspector.inspect(path)).toMatchObject({ checkpoint: { family: 'llama', known: true, shards: 1 } });
    expect(inspector.inspect(path).notRunnable).toBeUndefined();
    writeFileSync(join(folder, 'config.json'), '{"model_type": "mamba"}');
    const unknown = inspector.inspect(path);
    expect(unknown.checkpoint).toMatchObject({ family: 'mamba', known: false });
    expect(unknown.notRunnable && words(unknown.notRunnable)).toMatch(/model_type "mamba"/);
    writeFileSync(join(folder, 'config.json'), 'no json');
    const damaged = inspector.inspect(path);
    expect(damaged.notRunnable && words(damaged.notRunnable)).toMatch(/config\.json: damaged/);
    expect(damaged.tensors).toBeGreaterThan(10);
    rmSync(folder, { recursive: true });
  });

  it('is all shards of the checkpoint, whichever is opened', () => {
    const folder = join(FIXTURES, 'roberta-sequence/model');
    const { checkpoint, weightBytes, bytes } = new Inspector().inspect(join(folder, 'model-00002-of-00004.safetensors'));
    expect(checkpoint).toEqual({ family: 'roberta', known: true, shards: 4 });
    expect(weightBytes).toBeGreaterThan(bytes * 2);
  });

  it('is never a file of another folder', () => {
    const folder = mkdtempSync(join(root, 'inner-'));
    writeFileSync(join(root, 'secret.bin'), new Uint8Array(12));
    const externalData = [{ key: 'location', value: '../secret.bin' }];
    writeFileSync(join(folder, 'm.onnx'), encodeModel({ graph: { initializer: [{ name: 'w', dims: [asInt64(3)], dataType: 1, dataLocation: 1, externalData }] } }));
    const inspector = new Inspector();
    const { stamp, notes } = inspector.inspect(join(folder, 'm.onnx'));
    expect(notes.length).toBeGreaterThan(0);
    const [tensor] = inspector.tensors({ path: join(folder, 'm.onnx'), stamp, from: 0, count: 1, search: '', order: 'file' }).tensors;
    expect(tensor?.readable).toBe(false);
    expect(tensor?.note && words(tensor.note)).toMatch(/outside this folder/);
  });
});

describe('a name that is no name', () => {
  it('crosses cut, and its tensor is found by it all the same', () => {
    const name = `\u0000\u202e<b>${'x'.repeat(100_000)}`;
    const path = join(root, 'names.safetensors');
    writeFileSync(path, Buffer.concat(writeSafetensors({ [name]: float32([1], [7]) })));
    const inspector = new Inspector();
    const { stamp } = inspector.inspect(path);
    const [tensor] = inspector.tensors({ path, stamp, from: 0, count: 1, search: '', order: 'file' }).tensors;
    if (!tensor) return expect.unreachable();
    expect(tensor.name.length).toBeLessThan(600);
    expect(inspector.look({ path, stamp, tensor, leading: [], rows: range(0, 1), columns: range(0, 1) }).values).toEqual(Float64Array.of(7));
  });
});

it('an ONNX file with weights in another file is one with it', () => {
  const folder = mkdtempSync(join(root, 'external-'));
  const fixtures = resolve(__dirname, '../fixtures/onnx');
  for (const name of ['external17.onnx', 'external17.bin']) copyFileSync(join(fixtures, name), join(folder, name));
  const path = join(folder, 'external17.onnx');
  const inspector = new Inspector();
  const { stamp, files } = inspector.inspect(path);
  expect(files).toMatchObject([{ name: 'external17.bin', there: true }]);
  const { tensors } = inspector.tensors({ path, stamp, from: 0, count: 9, search: '', order: 'file' });
  expect(tensors.find(({ place }) => place?.file === 'external17.bin')).toBeDefined();
  cpSync(path, join(folder, 'external17.bin'));
  expect(faultOf(() => inspector.tensors({ path, stamp, from: 0, count: 9, search: '', order: 'file' }))).toMatch(/external17\.bin.*on disk/);
});
