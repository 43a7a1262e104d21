import { describe, expect, test } from 'vitest';
import { float32 } from '../../../src/core/tensor/tensor';
import { analysisOf, runOn, site, subjectOf } from './subject';

const NAMES = ['entropy', 'self', 'previous', 'next', 'first'] as const;

/** Probes of one causal site of two heads over n tokens, with the statistics of each head. */
function probes(n: number, statistics: Readonly<Record<string, readonly [number, number]>>) {
  const named = Object.entries({ ...Object.fromEntries(NAMES.map(name => [name, [0.1, 0.1]])), induction: [0, 0], duplicate: [0, 0], ...statistics });
  return {
    'attentions.0': float32([2, n, n], new Float32Array(2 * n * n)),
    ...Object.fromEntries(named.map(([name, values]) => [`heads.${name}.0`, float32([2], values as number[])])),
  };
}

const given = (ids: readonly number[]) => ({ sites: [site(0, { heads: 2, causal: true })], ids, causal: true });
const REPEATED = [1, 2, 3, 4, 1, 2, 3, 4];

describe('worth a look', () => {
  test('names an induction head by the queries that have something to copy', () => {
    // Tokens 4..7 came before; 4 of 8 queries have a target, so that a mean of 0.4 over all is 0.8 over those.
    const { view } = runOn('attention', given(REPEATED), probes(8, { induction: [0, 0.4] }));
    if (view.kind !== 'attention') throw new Error(view.kind);
    expect(view.worthALook).toHaveLength(1);
    expect(view.worthALook[0]).toMatchObject({ site: 0, head: 1, role: 'induction' });
    expect(view.worthALook[0]?.strength).toBeCloseTo(0.8, 6);
    expect(view.chosen).toEqual({ site: 0, head: 1 });
  });

  test('prefers a head that copies to one that parks on the first token, and shows both', () => {
    const { view } = runOn('attention', given(REPEATED), probes(8, { first: [0.95, 0.1], previous: [0.02, 0.7] }));
    if (view.kind !== 'attention') throw new Error(view.kind);
    expect(view.chosen).toEqual({ site: 0, head: 1 });
    expect(view.worthALook.map(({ head, role }) => [head, role])).toEqual([
      [0, 'first'],
      [1, 'previous'],
    ]);
  });

  test('is honest: what even attention would give is nothing, and it says so', () => {
    // Even causal attention over 8 tokens puts mean 1 / (i + 1) = 0.34 on the first token and 0.245 on the one before.
    const { view, notes } = runOn('attention', given(REPEATED), probes(8, { first: [0.34, 0.3], previous: [0.245, 0.2], self: [0.34, 0.3], entropy: [1.2, 0.9] }));
    if (view.kind !== 'attention') throw new Error(view.kind);
    expect(view.worthALook).toEqual([]);
    expect(view.chosen).toEqual({ site: 0, head: 1 });
    expect(notes.some(({ message }) => message.text.startsWith('No head stands out'))).toBe(true);
  });

  test('a text of one token proves nothing', () => {
    const { view } = runOn('attention', given([5]), probes(1, { first: [1, 1], self: [1, 1], previous: [Number.NaN, Number.NaN], next: [Number.NaN, Number.NaN] }));
    expect(view.kind === 'attention' && view.worthALook).toEqual([]);
  });
});

test('says whether weights are identifiable, and names a sink', () => {
  const sites = [site(0, { heads: 2, causal: true, valueWidth: 4 })];
  const { notes } = runOn('attention', { ...given(REPEATED), sites }, probes(8, { first: [0.9, 0.7] }));
  expect(notes.find(({ message }) => message.text.includes('d_v'))?.message.args).toEqual([8, 4]);
  expect(notes.find(({ message }) => message.text.includes('sink'))?.message.args).toEqual([80]);
});

test('asks for special tokens only where there are some, for induction only of causal sites', () => {
  const needs = (special: boolean, causal: boolean) =>
    analysisOf('attention').needs(subjectOf('attention', { sites: [site(0, { causal })], ids: [1, 2], special: [special, false] }));
  expect(needs(true, false)).toContain('heads.special.0');
  expect(needs(false, false)).not.toContain('heads.special.0');
  expect(needs(false, false)).not.toContain('heads.induction.0');
  expect(needs(false, true)).toContain('heads.induction.0');
});
