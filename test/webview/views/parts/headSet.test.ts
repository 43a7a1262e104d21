import { expect, test } from 'vitest';
import type { AttentionView, SiteView } from '../../../../src/core/viewModels';
import { allHeads, fitting, read, ruled, toggled, toggledSite, written } from '../../../../webview/views/parts/headSet';
import { indices, settingsOf } from '../../../../webview/views/parts/headSettings';

const site = (index: number, more: Partial<SiteView> = {}): SiteView => ({
  index,
  layer: index,
  kind: 'self',
  stack: 'only',
  heads: 2,
  queries: 5,
  keys: 5,
  causal: false,
  mapping: 'softmax',
  ...more,
});
const sites = [site(0), site(1), site(4, { kind: 'cross', stack: 'cross', keys: 7 })];
const at = (index: number, head: number) => ({ site: index, head });

test('a head is added before the others, and taken out again; the last one stays', () => {
  const two = toggled([at(0, 0)], at(1, 1));
  expect(two).toEqual([at(1, 1), at(0, 0)]);
  expect(toggled(two, at(0, 0))).toEqual([at(1, 1)]);
  expect(toggled([at(0, 0)], at(0, 0))).toEqual([at(0, 0)]);
});

test('a layer is added whole, and taken out where others are left', () => {
  const some = toggledSite([at(0, 0), at(1, 1)], site(1));
  expect(some).toEqual([at(1, 0), at(1, 1), at(0, 0)]);
  expect(toggledSite(some, site(1))).toEqual([at(0, 0)]);
  expect(toggledSite([at(1, 0), at(1, 1)], site(1))).toEqual([at(1, 0), at(1, 1)]);
});

test('only heads of as many queries and keys go together', () => {
  expect(fitting(sites, [at(0, 1), at(4, 0), at(1, 0)])).toEqual([at(0, 1), at(1, 0)]);
  expect(allHeads(sites, at(1, 0))).toEqual([at(1, 0), at(0, 0), at(0, 1), at(1, 1)]);
  expect(allHeads(sites, at(4, 1))).toEqual([at(4, 1), at(4, 0)]);
});

test('a rule names heads by entropy, most extreme first, or by what was found', () => {
  const view: Pick<AttentionView, 'sites' | 'entropy' | 'worthALook'> = {
    sites,
    entropy: [
      [0.9, 0.2],
      [Number.NaN, 0.4],
      [0.1, 0.1],
    ],
    worthALook: [
      { ...at(1, 0), role: 'induction', strength: 0.9 },
      { ...at(4, 0), role: 'induction', strength: 0.8 },
    ],
  };
  expect(ruled(view, { by: 'below', entropy: 0.5 }, at(0, 0))).toEqual([at(0, 1), at(1, 1)]);
  expect(ruled(view, { by: 'above', entropy: 0.3 }, at(0, 0))).toEqual([at(0, 0), at(1, 1)]);
  expect(ruled(view, { by: 'role', role: 'induction' }, at(0, 0))).toEqual([at(1, 0)]);
  expect(ruled(view, { by: 'below', entropy: 0 }, at(0, 0))).toEqual([]);
});

test('what was kept is read again, and nothing else', () => {
  const set = [at(1, 1), at(0, 0)];
  expect(read(written(set), sites)).toEqual(set);
  expect(read('1.1,1.1,9.0,0.2,0.-1,x,0.0.0,4.0', sites)).toEqual([at(1, 1)]);
  expect(read(undefined, sites)).toEqual([]);
});

test('settings that are none are as the view opens', () => {
  const fresh = settingsOf({});
  expect(fresh).toEqual({ picture: 'matrix', combine: 'mean', scale: 'head', words: false, special: true, look: 'query', lines: 5, least: 0.05 });
  expect(settingsOf({ picture: '<b>', combine: 'toString', scale: '', words: '1', special: 'no', look: 'x', lines: '1e9', least: 'NaN' })).toEqual(fresh);
  expect(settingsOf({ picture: 'lines', combine: 'max', scale: 'row', words: 'true', special: 'false', look: 'key', lines: '3', least: '0' })).toEqual({
    picture: 'lines',
    combine: 'max',
    scale: 'row',
    words: true,
    special: false,
    look: 'key',
    lines: 3,
    least: 0,
  });
  expect(indices('3,8,3,-1,1.5,,99999999')).toEqual([3, 8]);
});
