import { describe, expect, test } from 'vitest';
import { analysisOf, meanOf, rowsOf, runOn, site, subjectOf } from './subject';

const probes = {
  ...meanOf(0, [
    [0.6, 0.3, 0.1],
    [0.2, 0.5, 0.3],
    [0.1, 0.1, 0.8],
  ]),
  ...meanOf(1, [
    [0.1, 0.8, 0.1],
    [0.4, 0.2, 0.4],
    [0, 0.9, 0.1],
  ]),
};
const given = { sites: [site(0), site(1)], ids: [1, 2, 3] };

const RAW = [
  [0.7, 0.6, 0.25],
  [0.35, 0.8, 0.4],
  [0.15, 0.5, 0.7],
];

function close(got: readonly (readonly number[])[], wanted: readonly (readonly number[])[]) {
  wanted.forEach((row, i) => {
    row.forEach((value, j) => {
      expect(Math.abs((got[i]?.[j] ?? Number.NaN) - value), `[${i}][${j}]`).toBeLessThan(1e-6);
    });
  });
}

describe('attention flow', () => {
  test('closed form, raw and normalised', () => {
    const { tensors } = runOn('flow', given, probes);
    close(rowsOf(tensors.flow), RAW);
    close(rowsOf(tensors.flow_normalised), [
      [0.451613, 0.387097, 0.16129],
      [0.225806, 0.516129, 0.258065],
      [0.111111, 0.37037, 0.518519],
    ]);
  });

  test('one token gives its row, the others are not numbers', () => {
    const { tensors, view, notes } = runOn('flow', { ...given, options: { from: '1' } }, probes);
    const rows = rowsOf(tensors.flow);
    close([rows[1] ?? []], [RAW[1] ?? []]);
    expect([...(rows[0] ?? []), ...(rows[2] ?? [])].every(Number.isNaN)).toBe(true);
    expect(view.kind === 'flow' && view.query).toBe(1);
    expect(notes.some(({ message }) => message.args[0] === 1 && message.args[1] === 3)).toBe(true);
  });

  test('long texts give one row unless all are asked for, and leave the event loop', () => {
    const ids = Array.from({ length: 200 }, (_, i) => i);
    const heavy = (options: Record<string, string>) => analysisOf('flow').heavy?.(subjectOf('flow', { sites: [site(0), site(1)], ids, options }));
    expect(heavy({})).toBe(false);
    expect(heavy({ pairs: 'all' })).toBe(true);
  });

  test('progress ends at one', () => {
    const shares: number[] = [];
    const subject = subjectOf('flow', given);
    analysisOf('flow').run(subject, new Map(Object.entries(probes)), share => shares.push(share));
    expect(shares).toEqual([1 / 3, 2 / 3, 1]);
  });
});
