import { mkdtempSync, renameSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FaultError } from '../../src/core/fault';
import { assertUnchanged, changeOf, stampOf, stampText } from '../../src/engine/stamps';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headlight-stamps-'));
  file = join(folder, 'weights');
  writeFileSync(file, 'some weights');
  utimesSync(file, 1e9, 1e9);
});
afterEach(() => rmSync(folder, { recursive: true }));

const CHANGES: readonly [string, () => void][] = [
  ['truncated', () => truncateSync(file, 3)],
  ['overwritten', () => writeFileSync(file, 'other weight')],
  ['overwritten', () => writeFileSync(file, 'many more weights than before')],
  [
    'replaced',
    () => {
      writeFileSync(join(folder, 'new'), 'some weights');
      renameSync(join(folder, 'new'), file);
    },
  ],
  ['deleted', () => rmSync(file)],
];

describe('stamps', () => {
  it.each(CHANGES)('notice a file that was %s', (how, change) => {
    const stamp = stampOf(file);
    expect(changeOf(stamp)).toBeUndefined();
    change();
    expect(changeOf(stamp)).toBe(how);
    expect(() => assertUnchanged([stamp])).toThrow(FaultError);
  });

  it('are one word for a set of files, whatever the order, and another after a change', () => {
    const other = join(folder, 'config');
    writeFileSync(other, '{}');
    const before = stampText([stampOf(file), stampOf(other)]);
    expect(stampText([stampOf(other), stampOf(file)])).toBe(before);
    writeFileSync(file, 'other weight');
    expect(stampText([stampOf(file), stampOf(other)])).not.toBe(before);
  });
});
