import { describe, expect, test } from 'vitest';
import { FRESH, readState } from '../../../webview/inspector/state';
import { scaleOf } from '../../../webview/inspector/windowPicture';

describe('what an editor kept', () => {
  test('is read again as it was', () => {
    const kept = {
      ...FRESH,
      part: 'card',
      search: 'attn',
      order: 'largest',
      top: 12,
      tensor: { index: 3, name: 'w' },
      window: { leading: [1], row: 2, column: 3, extent: '64', scale: 'most' },
      logarithmic: true,
    };
    expect(readState(kept)).toEqual(kept);
  });

  test.each([undefined, null, 'text', [], { format: 99 }])('and cannot be read (%j) begins anew', kept => expect(readState(kept)).toEqual(FRESH));

  test('is taken part by part', () => {
    const kept = { ...FRESH, part: 'nowhere', search: 7, top: -1, tensor: { index: 'x', name: 'w' }, window: { leading: [-1], row: 1.5, extent: '3', scale: '' }, order: {} };
    expect(readState(kept)).toEqual(FRESH);
  });
});

describe('the colours of values', () => {
  test.each([
    [[1, 4, 2], 'largest', { domain: [0, 4], differences: false, gaps: false }],
    [[-1, 4, Number.NaN], 'largest', { domain: [-4, 4], differences: true, gaps: true }],
    [[0, 0], 'most', { domain: [0, 1], differences: false, gaps: false }],
    [[Number.NaN], 'largest', { domain: [0, 1], differences: false, gaps: true }],
    [[...Array.from({ length: 99 }, () => 1), 1000], 'most', { domain: [0, 1], differences: false, gaps: false }],
    // Where 99 % are zero, the rest is still seen.
    [[...Array.from({ length: 199 }, () => 0), 5], 'most', { domain: [0, 5], differences: false, gaps: false }],
  ] as const)('of %j up to the %s', (values, reach, wanted) => expect(scaleOf([...values], reach)).toEqual(wanted));
});
