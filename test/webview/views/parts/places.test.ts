import { expect, test } from 'vitest';
import { placesOf } from '../../../../webview/views/parts/places';

const site = { index: 0, layer: 0, kind: 'self', stack: 'only', heads: 1, queries: 2, keys: 2, causal: true, mapping: 'softmax' } as const;
const curve = (count: number) => [{ id: 'c', title: { text: 'c', args: [] }, values: Array.from({ length: count }, () => 1) }];

test('hidden states begin at the input, weights at the first site', () => {
  expect(placesOf({ curves: curve(3), sites: [site], effective: false })).toEqual(['input', '1', '2']);
  expect(placesOf({ curves: curve(2), sites: [site, { ...site, layer: 1 }], effective: true })).toEqual(['L0', 'L1']);
});
