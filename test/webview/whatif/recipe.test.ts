import { describe, expect, test } from 'vitest';
import type { SiteView } from '../../../src/core/viewModels';
import { changesOf, FRESH, fixed, isNothing, knockedOut, NOTHING, sliderOf, spelled, swapsOf, toggleKnockOut, withCut, without, withWeight } from '../../../webview/whatif/recipe';
import { runs, scopesOf, toggled, wholeSite } from '../../../webview/whatif/scope';
import { bannerWords, partsOf, phrase, phrases } from '../../../webview/whatif/wording';
import { sitesOf } from '../models/attention';
import { cut } from '../models/tokens';
import { MAPS } from '../models/whatIf';

const SITES = sitesOf(cut('one two three'), { layers: 4, heads: 4, causal: true, valueWidth: 8 });
const site = (index: number): SiteView => SITES[index] as SiteView;
const seq2seq: readonly SiteView[] = [
  { ...site(0), index: 0, layer: 0, stack: 'encoder' },
  { ...site(0), index: 1, layer: 0, stack: 'decoder' },
  { ...site(0), index: 2, layer: 0, stack: 'cross', kind: 'cross' },
];

describe('heads as places', () => {
  test('runs of numbers are written once', () => {
    expect(runs([3, 0, 1, 2, 7, 7, 9])).toBe('0-3,7,9');
    expect(runs([])).toBe('');
  });

  test('all heads, and none, are everywhere', () => {
    expect(scopesOf([], SITES)).toEqual(['']);
    expect(scopesOf(SITES.flatMap(wholeSite), SITES)).toEqual(['']);
  });

  test('sites with the same heads are one place', () => {
    const heads = [...wholeSite(site(0)), ...wholeSite(site(1)), { site: 2, head: 1 }, { site: 2, head: 0 }, { site: 3, head: 0 }, { site: 3, head: 1 }];
    expect(scopesOf(heads, SITES)).toEqual(['L0-1', 'L2-3.H0-1']);
  });

  test('stacks and kinds that share layers are told apart', () => {
    expect(scopesOf([{ site: 1, head: 2 }], seq2seq)).toEqual(['decoder.L0.H2']);
    expect(scopesOf([...wholeSite(site(0)), { site: 2, head: 0 }], seq2seq)).toEqual(['encoder.L0', 'cross.L0.H0']);
  });

  test('a head that no site has is left out', () => {
    expect(
      scopesOf(
        [
          { site: 0, head: 9 },
          { site: 0, head: 1 },
        ],
        SITES,
      ),
    ).toEqual(['L0.H1']);
  });

  test('heads are added, and taken out where all are there', () => {
    const one = [{ site: 0, head: 1 }];
    expect(toggled([], one)).toEqual(one);
    expect(toggled(one, wholeSite(site(0))).length).toBe(4);
    expect(toggled(wholeSite(site(0)), wholeSite(site(0)))).toEqual([]);
  });
});

describe('a recipe', () => {
  const entmax = {
    ...FRESH,
    map: 'entmax',
    parameter: '1.5',
    heads: [
      [2, 0],
      [2, 1],
    ] as const,
  };

  test('gives the swaps of its mapping and scope', () => {
    expect(swapsOf(FRESH, SITES)).toEqual([]);
    expect(swapsOf({ map: 'sparsemax', parameter: '', heads: [] }, SITES)).toEqual(['sparsemax']);
    expect(swapsOf(entmax, SITES)).toEqual(['entmax:1.5@L2.H0-1']);
  });

  test('keeps a swap beside the next', () => {
    const kept = fixed(entmax, SITES);
    expect(kept.map).toBe('');
    expect(changesOf({ ...kept, map: 'uniform', heads: [] }, SITES).swaps).toEqual(['entmax:1.5@L2.H0-1', 'uniform']);
  });

  test('knocks heads out and lets them in again', () => {
    const out = toggleKnockOut(NOTHING, [
      { site: 1, head: 2 },
      { site: 0, head: 0 },
    ]);
    expect(knockedOut(out)).toEqual([
      { site: 1, head: 2 },
      { site: 0, head: 0 },
    ]);
    expect(knockedOut(toggleKnockOut(out, [{ site: 1, head: 2 }]))).toEqual([{ site: 0, head: 0 }]);
    expect(
      isNothing(
        toggleKnockOut(out, [
          { site: 1, head: 2 },
          { site: 0, head: 0 },
        ]),
      ),
    ).toBe(true);
    expect(
      knockedOut(
        toggleKnockOut(out, [
          { site: 1, head: 2 },
          { site: 3, head: 3 },
        ]),
      ).length,
    ).toBe(3);
  });

  test('sets a weight once, however often it is pulled', () => {
    const edge = { head: { site: 1, head: 2 }, query: 3, key: 0 };
    const once = withWeight(NOTHING, edge, 0.5, 'renormalise');
    const twice = withWeight(once, edge, 0.25, 'keep');
    expect(twice.interventions).toEqual([{ kind: 'set', scope: { sites: [1], heads: [2] }, query: 3, key: 0, value: 0.25, rest: 'keep' }]);
    expect(withWeight(twice, { ...edge, key: 1 }, 0.5, 'keep').interventions.length).toBe(2);
    expect(withCut(twice, edge, true, 'renormalise').interventions).toEqual([{ kind: 'cut', scope: {}, query: 3, key: 0, rest: 'renormalise' }]);
  });

  test('loses the part that is taken back', () => {
    const all = { swaps: ['a', 'b'], interventions: toggleKnockOut(NOTHING, [{ site: 0, head: 0 }]).interventions, tokens: [{ kind: 'mask' as const, at: 1 }] };
    expect(without(all, 0).swaps).toEqual(['b']);
    expect(without(all, 2).interventions).toEqual([]);
    expect(without(all, 3).tokens).toEqual([]);
    expect(without(all, 3).swaps).toEqual(['a', 'b']);
  });
});

describe('a slider', () => {
  test('goes as far as the text and the map do', () => {
    expect(sliderOf({ name: 'k', kind: 'whole', range: [1, 1_000_000], otherwise: 8 }, 22)).toEqual({ range: [1, 22], step: 1 });
    expect(sliderOf({ name: 'k', kind: 'whole', range: [1, 1_000_000], otherwise: 8 }, 1)).toEqual({ range: [1, 2], step: 1 });
    expect(sliderOf({ name: 'alpha', kind: 'number', range: [1, 4], otherwise: 1.5 }, 22)).toEqual({ range: [1, 4], step: 0.05 });
    const { range, step } = sliderOf({ name: 'temperature', kind: 'number', range: [0.01, 100], otherwise: 1 }, 22);
    expect(range[0]).toBeGreaterThanOrEqual(0.01);
    expect(range[1]).toBe(4);
    expect(((1 - range[0]) / step) % 1).toBeCloseTo(0, 6);
    expect(step).toBeGreaterThan(0);
  });

  test('spells numbers as a swap does', () => {
    expect(spelled(0.1 + 0.2)).toBe('0.3');
    expect(spelled(12)).toBe('12');
  });
});

describe('changes in words', () => {
  const naming = { maps: MAPS, sites: SITES };

  test('a swap is read back into its parts', () => {
    expect(partsOf('entmax:1.5@L2.H0-3')).toEqual({ map: 'entmax', parameter: '1.5', scope: 'L2.H0-3' });
    expect(partsOf('uniform')).toEqual({ map: 'uniform', parameter: '', scope: '' });
  });

  test('a banner names map, number and place', () => {
    expect(bannerWords({ ...NOTHING, swaps: ['entmax:1.5@L2.H0-3'] }, naming)).toBe('What if: alpha-entmax, alpha 1.5 on L2 H0-3 — at inference time, no retraining');
  });

  test('swaps of one map are said once, and so are heads that are out', () => {
    const changes = {
      ...toggleKnockOut(NOTHING, [
        { site: 0, head: 1 },
        { site: 1, head: 3 },
      ]),
      swaps: ['sparsemax@L0', 'sparsemax@L2.H1'],
    };
    expect(phrase(changes, naming)).toBe('sparsemax on L0, L2 H1; L0 H1, L1 H3 knocked out');
    expect(phrases(changes, naming)).toEqual(['sparsemax on L0', 'sparsemax on L2 H1', 'L0 H1 knocked out', 'L1 H3 knocked out']);
  });
});
