import { expect, test } from 'vitest';
import type { Reading } from '../../../../src/protocol/engine';
import { HeadWeights } from '../../../../webview/views/parts/headWeights';
import { weightsOf } from '../../models/attention';
import { readingSlice } from '../../models/readings';
import { cut } from '../../models/tokens';

const tokens = cut('In the beginning God created the heaven and the earth.');
const shape = { layers: 2, heads: 2, causal: true, valueWidth: 8 };
const count = tokens.ids.length;

function weightsFor(reading: Partial<Reading>, asked: string[] = []): HeadWeights {
  const whole: Reading = { heads: [[0, 1]], combine: 'mean', words: false, special: true, scale: 'head', ...reading };
  return new HeadWeights(whole, count, count, async what => {
    asked.push(what.kind);
    if (what.kind !== 'matrix' && what.kind !== 'line') throw new Error(what.kind);
    return { ok: true, value: await readingSlice(tokens, shape, (site, head) => weightsOf(tokens, true, site, head), what) };
  });
}

test('a short text comes whole with one request, and rows and columns are cut out of it', async () => {
  const asked: string[] = [];
  const weights = weightsFor({}, asked);
  expect(await weights.load()).toBeUndefined();
  const own = weightsOf(tokens, true, 0, 1);
  expect(weights.matrix.values).toEqual(own);
  expect(weights.largest).toBeCloseTo(Math.max(...own), 6);
  expect((await weights.line('query', 3))?.weights).toEqual(own.subarray(3 * count, 4 * count));
  expect([...((await weights.line('key', 2))?.weights ?? [])]).toEqual(Array.from({ length: count }, (_, row) => own[row * count + 2]));
  expect((await weights.exact({ first: 1, count: 1 }, { first: 0, count: 2 }))?.values).toEqual(own.subarray(count, count + 2));
  expect(asked).toEqual(['matrix']);
});

test('a line that is cut out is the one that the engine gives', async () => {
  const weights = weightsFor({ scale: 'row' });
  await weights.load();
  for (const along of ['query', 'key'] as const) {
    const [near, far] = [await weights.line(along, 4), await weights.far(along, 4)];
    expect(near?.weights).toEqual(far?.weights);
    expect(near?.ends).toEqual(far?.ends);
  }
});

test('by row, each row reaches full colour', async () => {
  const weights = weightsFor({ scale: 'row' });
  await weights.load();
  const { values } = weights.scaled('row');
  for (let row = 0; row < count; row++) expect(Math.max(...values.subarray(row * count, (row + 1) * count))).toBeCloseTo(1, 6);
  expect(weights.scaled('one')).toBe(weights.matrix);
});

test('a fault is told, and so are bytes of another size', async () => {
  const fault = new HeadWeights({ heads: [[0, 0]], combine: 'sum', words: false, special: true, scale: 'one' }, 2, 2, async () => ({
    ok: true,
    value: { dims: [1], bytes: new Uint8Array(4) },
  }));
  expect((await fault.load())?.text).toMatch(/not those that were asked for/);
});
