import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matrix } from '../../../src/core/tensor/matrix';
import { withIdentity } from '../../../src/core/tensor/residual';
import { analysisOf, meanOf, rowsOf, runOn, site, subjectOf } from './subject';

const A1 = [
  [0.6, 0.3, 0.1],
  [0.2, 0.5, 0.3],
  [0.1, 0.1, 0.8],
];
const A2 = [
  [0.1, 0.8, 0.1],
  [0.4, 0.2, 0.4],
  [0, 0.9, 0.1],
];
const given = { sites: [site(0), site(1)], ids: [1, 2, 3] };
const probes = { ...meanOf(0, A1), ...meanOf(1, A2) };

function close(got: readonly (readonly number[])[], wanted: readonly (readonly number[])[]) {
  expect(got.length).toBe(wanted.length);
  wanted.forEach((row, i) => {
    row.forEach((value, j) => {
      expect(Math.abs((got[i]?.[j] ?? Number.NaN) - value), `[${i}][${j}]`).toBeLessThan(1e-6);
    });
  });
}

describe('rollout', () => {
  test('closed form with one half for the residual path', () => {
    const { tensors } = runOn('rollout', given, probes);
    expect(tensors.rollout?.dims).toEqual([2, 3, 3]);
    close(rowsOf(tensors.rollout), [
      [0.4825, 0.385, 0.1325],
      [0.23, 0.49, 0.28],
      [0.0725, 0.365, 0.5625],
    ]);
    close(rowsOf(tensors.rollout, 0), [
      [0.8, 0.15, 0.05],
      [0.1, 0.75, 0.15],
      [0.05, 0.05, 0.9],
    ]);
  });

  const bare = [
    [0.23, 0.44, 0.33],
    [0.32, 0.26, 0.42],
    [0.19, 0.46, 0.35],
  ];

  test('without the residual path it is the product of the weights, also as rollout_plain', () => {
    const { tensors } = runOn('rollout', { ...given, options: { residual: 'none' } }, probes);
    close(rowsOf(tensors.rollout), bare);
    close(rowsOf(runOn('rollout', given, probes).tensors.rollout_plain), bare);
  });

  test('a share of one is the identity, and one half by hand is the default', () => {
    const by = (share: string) => runOn('rollout', { ...given, options: { residual: 'share', 'residual-share': share } }, probes).tensors.rollout;
    close(rowsOf(by('1')), [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
    expect(rowsOf(by('0.5'))).toEqual(rowsOf(runOn('rollout', given, probes).tensors.rollout));
  });

  test('a range of layers leaves out the others, and a wrong one is refused', () => {
    const { tensors, view } = runOn('rollout', { ...given, options: { 'first-layer': '1', residual: 'none' } }, probes);
    close(rowsOf(tensors.rollout), A2);
    expect(view.kind === 'flow' && view.layers).toEqual([1, 1]);
    const beyond = subjectOf('rollout', { ...given, options: { 'first-layer': '5' } });
    expect(analysisOf('rollout').refuses(beyond)?.args).toEqual(['5', '', 0, 1]);
  });

  test('a token that is not there is refused', () => {
    expect(analysisOf('rollout').refuses(subjectOf('rollout', { ...given, options: { from: '3' } }))?.args).toEqual(['3', 2]);
    expect(analysisOf('rollout').refuses(subjectOf('rollout', { ...given, options: { from: '2' } }))).toBeUndefined();
  });

  test('sites over something else than the text are left out and said so', () => {
    const mixed = { ...given, sites: [...given.sites, site(2, { kind: 'cross' }), site(3)] };
    const { tensors, notes } = runOn('rollout', mixed, { ...probes, ...meanOf(3, [[0.5, 0.5]]) });
    expect(tensors.rollout?.dims).toEqual([2, 3, 3]);
    expect(notes.some(({ message }) => message.text.includes('left out') && message.args[0] === 2)).toBe(true);
  });

  test('the first token of a causal model is named where it holds most, and can be left out', () => {
    const sink = [
      [1, 0, 0],
      [0.9, 0.1, 0],
      [0.8, 0.1, 0.1],
    ];
    const { view, notes } = runOn('rollout', { sites: [site(0, { causal: true })], ids: [1, 2, 3], causal: true, options: { residual: 'none' } }, meanOf(0, sink));
    expect(notes.some(({ message }) => message.args[0] === 85)).toBe(true);
    const left = view.kind === 'flow' ? view.matrices.find(({ id }) => id === 'rollout_without_first')?.values : undefined;
    expect(Array.from(left ?? []).slice(7)).toEqual([0.5, 0.5]);
    expect(left?.[1]).toBeNaN();
  });

  test('rows of weights that do not sum to one: (A + I) / row sum, and a null row is the identity', () => {
    const relu = matrix(3, 3, [0, 0, 0, 0.7, 0, 0.2, 0, 1.5, 0]);
    const wanted = [1, 0, 0, 7 / 19, 10 / 19, 2 / 19, 0, 0.6, 0.4];
    withIdentity(relu, 0.5).data.forEach((value, i) => {
      expect(value).toBeCloseTo(wanted[i] ?? Number.NaN, 12);
    });
  });

  test('rows sum to one whatever the weights', () => {
    const square = fc.integer({ min: 1, max: 6 }).chain(n =>
      fc.record({
        n: fc.constant(n),
        layers: fc.array(fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0, max: 2, noNaN: true })), { minLength: n * n, maxLength: n * n }), { minLength: 1, maxLength: 4 }),
      }),
    );
    fc.assert(
      fc.property(square, ({ n, layers }) => {
        const rows = layers.map(layer => Array.from({ length: n }, (_, i) => layer.slice(i * n, i * n + n)));
        const all = Object.assign({}, ...rows.map((weights, l) => meanOf(l, weights)));
        const { tensors } = runOn('rollout', { sites: rows.map((_, l) => site(l)), ids: rows[0]?.map((_, i) => i) ?? [] }, all);
        for (let l = 0; l < layers.length; l++) for (const row of rowsOf(tensors.rollout, l)) expect(Math.abs(row.reduce((a, b) => a + b, 0) - 1)).toBeLessThan(1e-5);
      }),
      { numRuns: 60, seed: 5 },
    );
  });
});
