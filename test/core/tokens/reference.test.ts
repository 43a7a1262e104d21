import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { openTokenizer } from '../../../src/core/tokens/tokenizer';

const cases = process.env.HEADLIGHT_REFERENCE ?? resolve(import.meta.dirname, '../../../../shared/reference/cases');
const folders = existsSync(cases) ? readdirSync(cases).filter(name => existsSync(`${cases}/${name}/model/tokenizer.json`)) : [];
const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

test.runIf(folders.length === 0)('the reference suite is not here: its texts are not compared', () => {
  console.log(`no reference suite at ${cases}`);
});

test.runIf(folders.length > 0).each(folders)('%s of the reference suite', name => {
  const opened = openTokenizer(read(`${cases}/${name}/model/tokenizer.json`));
  for (const input of read(`${cases}/${name}/case.json`).inputs ?? []) {
    if (input.text === undefined || !input.ids) continue;
    const tokens = opened.encode(input.text, input.text_pair);
    expect(tokens.ids).toEqual(input.ids);
    if (input.tokens) expect(tokens.tokens).toEqual(input.tokens);
    if (input.segments) expect(tokens.segments).toEqual(input.segments);
    const offsets = input.offsets_in_utf16 ?? (input.text_pair === undefined ? undefined : input.offsets_in_code_points);
    if (offsets) expect(tokens.offsets).toEqual(offsets);
  }
});
