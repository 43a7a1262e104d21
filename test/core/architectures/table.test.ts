import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ARCHITECTURES } from '../../../src/core/architectures/table';

const FOLDER = path.join(path.dirname(new URL(import.meta.url).pathname), '../../../src/core/architectures');
/** What the folder holds besides families. */
const FRAME = ['architecture', 'openFolder', 'table'];

test('the table is the folder', () => {
  const files = readdirSync(FOLDER)
    .filter(name => name.endsWith('.ts'))
    .map(name => name.slice(0, -'.ts'.length))
    .filter(name => !FRAME.includes(name));
  expect(ARCHITECTURES.map(a => a.modelType.replace(/[-_]([a-z])/g, (_, letter: string) => letter.toUpperCase())).sort()).toEqual(files.sort());
});

test('no class name fits two heads of a family', () => {
  for (const { heads, modelType } of ARCHITECTURES) {
    const endings = heads.flatMap(head => head.classes);
    for (const ending of endings)
      expect(
        endings.filter(other => ending.endsWith(other)),
        `${modelType} ${ending}`,
      ).toEqual([ending]);
  }
});
