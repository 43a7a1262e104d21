import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asFault, raise } from '../../src/core/fault';
import { GraphBuilder } from '../../src/core/onnx/builder';
import type { DType, Tensor } from '../../src/core/tensor/tensor';
import { bytesOf, float32, tensor } from '../../src/core/tensor/tensor';
import { loadRuntime, type Runtime } from '../../src/engine/runtime';
import { createSession, runSession, serialiseGraph } from '../../src/engine/session';
import { Sessions } from '../../src/engine/sessions';

const root = mkdtempSync(join(tmpdir(), 'headlight-session-'));
const WIDTH = 64;
const weights = Float32Array.from({ length: WIDTH * WIDTH }, (_, i) => Math.sin(i));
let runtime: Runtime;
beforeAll(async () => {
  runtime = await loadRuntime('');
});
afterAll(() => rmSync(root, { recursive: true }));

/** x times a weight that lies at an odd offset of a file, as a float of this type. */
function product(dtype: DType, bytes: Uint8Array) {
  const file = join(root, `${dtype} w.bin`);
  writeFileSync(file, Buffer.concat([Buffer.alloc(13), bytes]));
  const build = new GraphBuilder('test');
  const x = build.input('x', 'float32', ['n', WIDTH]);
  const w = build.weight('w', { kind: 'file', dtype, dims: [WIDTH, WIDTH], file, offset: 13, bytes: bytes.length });
  build.output(build.op('MatMul', [x, w], {}, { name: 'y' }), 'float32', ['n', WIDTH]);
  return build.build();
}

const ones: Tensor = float32([1, WIDTH], new Float32Array(WIDTH).fill(1));
const columnSums = (matrix: ArrayLike<number>) =>
  Array.from({ length: WIDTH }, (_, c) => Array.from({ length: WIDTH }, (_, r) => matrix[r * WIDTH + c] ?? 0).reduce((a, b) => a + b, 0));

describe('a session', () => {
  const place = () => ({ runtime, provider: 'cpu', path: root });

  it('reads weights where they lie, with and without prepacking, from bytes that hold none', async () => {
    const graph = product('float32', bytesOf(float32([WIDTH * WIDTH], weights)));
    const serialised = serialiseGraph(graph);
    expect(serialised.bytes.length).toBeLessThan(1000);
    expect(statSync(join(root, 'float32 w.bin')).size).toBeGreaterThan(WIDTH * WIDTH * 4);
    for (const prepack of [false, true]) {
      const session = await createSession(place(), serialised, prepack);
      const [y] = Object.values(await runSession(place(), session, { x: ones }));
      for (const [i, sum] of columnSums(weights).entries()) expect(y?.data[i]).toBeCloseTo(sum, 4);
      await session.release();
    }
  });

  it('computes in float32 what is stored in bfloat16', async () => {
    const bits = Uint16Array.from(new Uint32Array(weights.slice().buffer), word => word >>> 16);
    const rounded = new Float32Array(Uint32Array.from(bits, b => b << 16).buffer);
    const sessions = new Sessions(place(), () => undefined);
    const [y] = Object.values(await sessions.run(product('bfloat16', bytesOf(tensor('bfloat16', [WIDTH * WIDTH], bits))), { x: ones }));
    for (const [i, sum] of columnSums(rounded).entries()) expect(y?.data[i]).toBeCloseTo(sum, 4);
    await sessions.close();
  });

  it('says which input is missing, and what the runtime says of one that does not fit', async () => {
    const sessions = new Sessions(place(), () => undefined);
    const graph = product('float32', bytesOf(float32([WIDTH * WIDTH], weights)));
    expect(await sessions.run(graph, {}).catch(asFault)).toMatchObject({ code: 'bad-input', what: 'x' });
    expect(await sessions.run(graph, { x: float32([1, 3], [1, 2, 3]) }).catch(asFault)).toMatchObject({ code: 'bad-input', why: expect.stringContaining('runtime says') });
    await sessions.close();
  });
});

describe('the sessions of a model', () => {
  it('give the same after the rebuild with prepacked weights, and look at the files before and after each run', async () => {
    let looks = 0;
    const sessions = new Sessions({ runtime, provider: 'cpu', path: root }, () => void looks++);
    const graph = product('float32', bytesOf(float32([WIDTH * WIDTH], weights)));
    const first = await sessions.run(graph, { x: ones });
    expect(looks).toBe(2);
    await sessions.run({ ...graph }, { x: ones });
    await sessions.rebuild();
    const third = await sessions.run(graph, { x: ones });
    expect(Object.keys(third)).toEqual(Object.keys(first));
    const [[a], [b]] = [Object.values(first), Object.values(third)];
    for (let i = 0; i < WIDTH; i++) expect(b?.data[i]).toBeCloseTo(Number(a?.data[i]), 4);
    await sessions.close();
  });

  it('give no result if the files changed during the run', async () => {
    let looks = 0;
    const check = () => ++looks === 2 && raise({ code: 'changed-on-disk', path: root, how: 'overwritten' });
    const sessions = new Sessions({ runtime, provider: 'cpu', path: root }, check);
    const graph = product('float32', bytesOf(float32([WIDTH * WIDTH], weights)));
    expect(await sessions.run(graph, { x: ones }).catch(asFault)).toMatchObject({ code: 'changed-on-disk' });
    await sessions.close();
  });
});
