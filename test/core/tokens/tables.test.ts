import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { MODELS } from '../../../src/core/tokens/models/table';
import { NORMALIZERS } from '../../../src/core/tokens/normalizers/table';
import { POST_PROCESSORS } from '../../../src/core/tokens/postProcessors/table';
import { PRE_TOKENIZERS } from '../../../src/core/tokens/preTokenizers/table';
import { TOKEN_FIXTURES } from './fixtures';

const TABLES = { models: MODELS, normalizers: NORMALIZERS, preTokenizers: PRE_TOKENIZERS, postProcessors: POST_PROCESSORS };
const ROW = /^export const \w+: \w+Kind = \{\s*type: '(\w+)'/m;

/** The `type` of every part of a tokenizer.json, nested ones included. */
const typesIn = (part: unknown): string[] =>
  typeof part !== 'object' || part === null
    ? []
    : Object.entries(part).flatMap(([key, value]) => (key === 'type' && typeof value === 'string' ? [value] : key === 'vocab' ? [] : typesIn(value)));

describe.each(Object.entries(TABLES))('%s', (folder, table) => {
  const path = fileURLToPath(new URL(`../../../src/core/tokens/${folder}/`, import.meta.url));
  const rows = readdirSync(path).flatMap(file => ROW.exec(readFileSync(path + file, 'utf8'))?.[1] ?? []);

  test('the table is the folder', () => {
    expect(table.map(kind => kind.type).sort()).toEqual(rows.sort());
  });

  test('every kind is in a fixture', () => {
    const part = { models: 'model', normalizers: 'normalizer', preTokenizers: 'pre_tokenizer', postProcessors: 'post_processor' }[folder] ?? '';
    const seen = new Set(TOKEN_FIXTURES.flatMap(({ tokenizer }) => typesIn(tokenizer[part])));
    expect(table.map(kind => kind.type).filter(type => !seen.has(type))).toEqual([]);
  });
});
