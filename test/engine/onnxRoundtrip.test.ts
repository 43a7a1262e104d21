import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { folded } from '../../src/core/onnx/fold';
import type { Graph } from '../../src/core/onnx/graph';
import { inlineFunctions } from '../../src/core/onnx/inline';
import { pruned } from '../../src/core/onnx/prune';
import { readOnnx } from '../../src/core/onnx/read';
import { verify } from '../../src/core/onnx/verify';
import { serialise } from '../../src/core/onnx/write';
import { folderAt, openSource } from '../../src/engine/files';

const ROOT = path.resolve(__dirname, '../..');
const SUITE = process.env.HEADLIGHT_REFERENCE ?? path.resolve(ROOT, '../shared/reference/cases');
const FIXTURES = path.join(ROOT, 'test/fixtures/onnx');

const filesUnder = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter(name => name.endsWith('.onnx'))
        .map(name => path.join(folder, name))
        .sort()
    : [];

const ARRAYS = { F32: ['float32', Float32Array], I64: ['int64', BigInt64Array], I32: ['int32', Int32Array], BOOL: ['bool', Uint8Array] } as const;

/** The tensors `input.*` that a case carries beside its file. */
function givenFeeds(file: string): Record<string, Tensor> {
  const beside = path.resolve(path.dirname(file), '../expected.safetensors');
  if (!existsSync(beside)) return {};
  const bytes = readFileSync(beside);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, start)) as Record<string, { dtype: keyof typeof ARRAYS; shape: number[]; data_offsets: [number, number] }>;
  const given = Object.entries(header).filter(([name]) => name.startsWith('input.'));
  return Object.fromEntries(
    given.map(
      ([
        name,
        {
          dtype,
          shape,
          data_offsets: [from, to],
        },
      ]) => {
        const [type, Data] = ARRAYS[dtype];
        return [name.slice('input.'.length), new Tensor(type, new Data(new Uint8Array(bytes.subarray(start + from, start + to)).buffer), shape)];
      },
    ),
  );
}

/** Numbers from a wave: the same for both sides, each time. Symbolic dimensions are 1 in front and 7 elsewhere. */
function madeFeeds(graph: Graph): Record<string, Tensor> {
  return Object.fromEntries(
    graph.inputs.map(({ name, dtype = 'float32', dims = [] }) => {
      const shape = dims.map((dim, i) => (typeof dim === 'number' ? dim : i === 0 ? 1 : 7));
      const steps = Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i);
      const whole = (i: number) => (/mask/.test(name) ? 1 : (i * 5 + 2) % 11);
      if (dtype === 'int64')
        return [
          name,
          new Tensor(
            'int64',
            BigInt64Array.from(steps, i => BigInt(whole(i))),
            shape,
          ),
        ];
      if (dtype === 'int32') return [name, new Tensor('int32', Int32Array.from(steps, whole), shape)];
      if (dtype === 'bool')
        return [
          name,
          new Tensor(
            'bool',
            Uint8Array.from(steps, i => (i % 3 ? 1 : 0)),
            shape,
          ),
        ];
      return [
        name,
        new Tensor(
          'float32',
          Float32Array.from(steps, i => Math.sin(i * 1.7 + 0.3)),
          shape,
        ),
      ];
    }),
  );
}

/** Files that the runtime refuses and we read: the file that says the same in its own words. */
const TWINS: Readonly<Record<string, string>> = { 'function12in18.onnx': 'function12in12.onnx' };

const QUIET = { logSeverityLevel: 4 } as const;
const byReference = (folder: string): InferenceSession.SessionOptions => ({
  ...QUIET,
  extra: { session: { model_external_initializers_file_folder_path: folder, disable_prepacking: '1' } },
});

/** Largest difference of two results, as a share of the largest number where that is above 1; infinite where only one of two is finite. */
function furthest(a: Tensor, b: Tensor): number {
  expect(b.dims).toEqual(a.dims);
  expect(b.type).toBe(a.type);
  const [x, y] = [Array.from(a.data as ArrayLike<number | bigint>, Number), Array.from(b.data as ArrayLike<number | bigint>, Number)];
  const largest = x.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 1);
  const apart = x.map((value, i) => (Object.is(value, y[i]) || value === y[i] ? 0 : Math.abs(value - (y[i] ?? Number.NaN))));
  return apart.reduce((most, value) => (Number.isNaN(value) ? Number.POSITIVE_INFINITY : Math.max(most, value)), 0) / largest;
}

const open = (graph: Graph, folder: string): Promise<InferenceSession> => {
  expect(verify(graph)).toEqual([]);
  return InferenceSession.create(
    serialise(graph, name => path.relative(folder, name)),
    byReference(folder),
  );
};

/** The file as the runtime reads it, our graph of it, and that graph with functions expanded, shapes folded and the rest pruned. */
async function roundtrip(file: string): Promise<void> {
  const folder = folderAt(path.dirname(file));
  const graph = readOnnx(openSource(file), folder);
  const original = await InferenceSession.create(path.join(folder.path, TWINS[path.basename(file)] ?? path.basename(file)), QUIET);
  expect(graph.inputs.map(input => input.name)).toEqual([...original.inputNames]);
  const feeds = { ...madeFeeds(graph), ...givenFeeds(file) };
  const wanted = await original.run(feeds);
  for (const form of [graph, pruned(folded(inlineFunctions(graph)))]) {
    const session = await open(form, folder.path);
    const got = await session.run(feeds);
    expect(Object.keys(got)).toEqual(Object.keys(wanted));
    for (const [name, value] of Object.entries(wanted)) expect(furthest(value as Tensor, got[name] as Tensor), name).toBeLessThanOrEqual(1e-6);
    await session.release();
  }
  await original.release();
}

describe('ONNX files read, written with weights by reference, and run', () => {
  const suite = filesUnder(SUITE);
  for (const file of suite) test(path.relative(SUITE, file), () => roundtrip(file));
  test.skipIf(suite.length > 0)('the reference suite is not here: only the fixtures were run', () => undefined);
  for (const file of filesUnder(FIXTURES)) test(path.relative(ROOT, file), () => roundtrip(file));
});
