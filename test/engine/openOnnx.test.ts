import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { FaultError } from '../../src/core/fault';
import { GraphBuilder } from '../../src/core/onnx/builder';
import { serialise } from '../../src/core/onnx/write';
import { float32 } from '../../src/core/tensor/tensor';
import { selfCheck } from '../../src/engine/check';
import { closeModel, openModel } from '../../src/engine/open';
import { questionsOf } from '../../src/engine/question';

const folder = mkdtempSync(join(tmpdir(), 'headlight-open-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ASKED = { token: { isCancellationRequested: false, onCancellationRequested: () => ({ dispose: () => undefined }) }, progress: () => undefined };

const numbers = (count: number) => Float32Array.from({ length: count }, (_, i) => Math.sin(7 * i));

/** Self-attention over [batch, tokens, 4]. `built` is a length that the graph insists on and does not declare; a `broken` one reads beyond a table at every length. */
function attention(name: string, built: number, broken = false): string {
  const build = new GraphBuilder('model');
  const x = build.input('x', 'float32', ['batch', 'tokens', 4]);
  const product = (value: string) => build.op('MatMul', [value, build.constant(float32([4, 4], numbers(16)))]);
  const beyond = build.op('Add', [build.op('Shape', [x], { start: 1, end: 2 }), build.ints(1e6)]);
  const table = broken ? build.op('Gather', [build.constant(float32([2], numbers(2))), beyond]) : build.scalar(0);
  const whole = build.op('Add', [build.op('Reshape', [x, build.ints(-1, built, 4)]), build.op('Add', [x, table])]);
  const scores = build.op('MatMul', [product(whole), build.op('Transpose', [product(whole)], { perm: [0, 2, 1] })]);
  const weights = build.op('Softmax', [scores], { axis: -1 });
  build.output(build.op('MatMul', [weights, product(whole)]), 'float32', ['batch', 'tokens', 4]);
  const path = join(folder, name);
  writeFileSync(path, serialise(build.build(), String));
  return path;
}

async function opened(path: string) {
  const model = await openModel({ path, provider: 'cpu', runtimePath: '' }, ASKED);
  const checks = await selfCheck(model);
  await closeModel(model);
  return { sites: model.prepared.sites, misses: model.prepared.misses, checks };
}

test('a file that takes none of the inputs that are tried opens all the same, and its card says why nothing was found', async () => {
  const { sites, misses } = await opened(attention('odd.onnx', 64, true));
  expect(sites).toEqual([]);
  expect(misses[0]).toMatchObject({ at: 'odd.onnx', why: expect.stringMatching(/no input that was tried.*The runtime says/) });
});

test('a length that is built in but not declared is found, and checked with what it was found with', async () => {
  const { sites, checks } = await opened(attention('built.onnx', 64));
  expect(sites).toHaveLength(1);
  expect(checks.map(({ id, ok }) => [id, ok])).toContainEqual(['rows-sum', true]);
});

test('a graph that no runtime can open is refused', async () => {
  const build = new GraphBuilder('model');
  const x = build.input('x', 'float32', ['batch', 4]);
  build.output(build.op('MatMul', [x, build.constant(float32([3, 3], numbers(9)))]), 'float32', ['batch', 3]);
  const path = join(folder, 'wrong.onnx');
  writeFileSync(path, serialise(build.build(), String));
  const thrown = await openModel({ path, provider: 'cpu', runtimePath: '' }, ASKED).catch(e => e);
  expect(thrown instanceof FaultError && thrown.fault).toMatchObject({ code: 'unsupported-model' });
});

test('a model that reads no text says so when it is given one, with what it takes', async () => {
  const model = await openModel({ path: attention('pixels.onnx', 64), provider: 'cpu', runtimePath: '' }, ASKED);
  const asked = () => questionsOf(model, { kind: 'text', text: 'In the beginning' });
  expect(asked).toThrow(expect.objectContaining({ fault: { code: 'unsupported-model', path: model.path, why: 'it reads no text; its inputs are x float32 [batch, tokens, 4]' } }));
  await closeModel(model);
});
