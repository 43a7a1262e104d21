import { expect, test } from 'vitest';
import { isolated, runsRightToLeft } from '../../src/protocol/direction';

test('the first letter says which way a text runs', () => {
  expect(runsRightToLeft('12. «سلام» BERT')).toBe(true);
  expect(runsRightToLeft('BERT سلام')).toBe(false);
  expect(runsRightToLeft('12 …')).toBe(false);
});

test('only what is read from right to left is set apart', () => {
  expect(isolated('God')).toBe('God');
  expect(isolated('שלום')).toBe('\u2068שלום\u2069');
  expect(isolated('؟')).toBe('\u2068؟\u2069');
});
