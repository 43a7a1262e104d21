import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { MAPPINGS, mappingOf } from '../../../src/core/attention/mappings';

const FOLDER = path.resolve(__dirname, '../../../src/core/attention/mappings');

test('one file for each row of the table', () => {
  const files = readdirSync(FOLDER).map(file => path.basename(file, '.ts'));
  expect(MAPPINGS.map(({ id }) => id).sort()).toEqual(files.sort());
});

test('rows are told apart by id and name what they are', () => {
  for (const mapping of MAPPINGS) {
    expect(mappingOf(mapping.id)).toBe(mapping);
    expect(mapping.title).not.toBe('');
  }
  expect(mappingOf('unknown')).toBeUndefined();
});
