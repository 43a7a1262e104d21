import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { bundleText } from '../../scripts/l10n.mjs';

const folder = path.resolve(__dirname, '../../l10n');
const read = (file: string): Record<string, string> => JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
const placeholders = (text: string): string[] => [...text.matchAll(/\{\d+\}/g)].map(([found]) => found).sort();

describe('strings for users', () => {
  test('all stand in the bundle (npm run l10n writes it)', () => {
    expect(Object.keys(read('bundle.l10n.json'))).toEqual(Object.keys(JSON.parse(bundleText())));
  });

  test('the scan sees strings of the host, the panel and the sentences', () => {
    const all = new Set(Object.keys(JSON.parse(bundleText())));
    for (const text of ['Which checkpoint?', 'Worth a look', 'the request: cancelled.']) expect(all).toContain(text);
    expect(all.size).toBeGreaterThan(150);
  });

  for (const file of readdirSync(folder).filter(one => /^bundle\.l10n\..+\.json$/.test(one) && one !== 'bundle.l10n.json'))
    test(`${file} translates nothing that is not there, and keeps every placeholder`, () => {
      const english = read('bundle.l10n.json');
      for (const [text, translated] of Object.entries(read(file))) {
        expect(english).toHaveProperty([text]);
        expect(placeholders(translated), text).toEqual(placeholders(text));
      }
    });
});
