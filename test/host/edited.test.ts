import { expect, test } from 'vitest';
import { isEditOf } from '../../src/host/edited';

test.each([
  ['The cat', 'The cat sat', true],
  ['The cat sat', 'The cat', true],
  ['The sat', 'The cat sat', true],
  ['cat sat', 'The cat sat', true],
  ['aaa', 'aa', true],
  ['same', 'same', true],
  ['The cat sat', 'The dog sat', false],
  ['one two', 'two one', false],
  ['', 'text', false],
])('%j, then %j', (before, after, edit) => {
  expect(isEditOf(before, after)).toBe(edit);
});
