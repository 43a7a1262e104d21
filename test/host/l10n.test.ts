import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { bundleText } from '../../scripts/l10n.mjs';

const folder = path.resolve(__dirname, '../../l10n');
const read = (file: string): Record<string, string> => JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
const placeholders = (text: string): string[] => [...text.matchAll(/\{\d+\}/g)].map(([found]) => found).sort();

const translationsOf = (where: string, name: RegExp): string[] => readdirSync(where).filter(file => name.test(file));

describe('strings for users', () => {
  test('all stand in the bundle (npm run l10n writes it)', () => {
    expect(Object.keys(read('bundle.l10n.json'))).toEqual(Object.keys(JSON.parse(bundleText())));
  });

  test('the scan sees strings of the host, the panel and the sentences', () => {
    const all = new Set(Object.keys(JSON.parse(bundleText())));
    for (const text of ['Which checkpoint?', 'Worth a look', 'the request: cancelled.']) expect(all).toContain(text);
    expect(all.size).toBeGreaterThan(150);
  });

  for (const file of translationsOf(folder, /^bundle\.l10n\.(.+)\.json$/)) {
    const english = read('bundle.l10n.json');
    const translated = Object.entries(read(file));

    test(`${file} translates nothing that is not there any more`, () => {
      expect(translated.map(([text]) => text).filter(text => !Object.hasOwn(english, text))).toEqual([]);
    });

    test(`${file} keeps every placeholder, and spaces where sentences are put together`, () => {
      const edges = (text: string): readonly boolean[] => [/^ /.test(text), / $/.test(text)];
      const wrong = translated.filter(([text, other]) => String([...placeholders(text), ...edges(text)]) !== String([...placeholders(other), ...edges(other)]));
      expect(wrong).toEqual([]);
    });

    test(`${file} covers what users see`, () => {
      const missing = Object.keys(english).filter(text => !translated.some(([one]) => one === text));
      expect(missing.length, missing.join('\n')).toBeLessThan(Object.keys(english).length / 10);
    });
  }

  test('quotation marks in German are German', () => {
    const odd = Object.values(read('bundle.l10n.de.json')).filter(text => /["”‚‘]/.test(text) || (text.match(/„/g) ?? []).length !== (text.match(/“/g) ?? []).length);
    expect(odd).toEqual([]);
  });

  const root = path.resolve(folder, '..');
  for (const file of translationsOf(root, /^package\.nls\.(.+)\.json$/))
    test(`${file} has every string of the manifest, and means the same settings`, () => {
      const strings = (name: string): Record<string, string> => JSON.parse(readFileSync(path.join(root, name), 'utf8'));
      const [english, other] = [strings('package.nls.json'), strings(file)];
      expect(Object.keys(other).sort()).toEqual(Object.keys(english).sort());
      const settings = (text: string): string[] => (text.match(/`[^`]+`/g) ?? []).sort();
      expect(Object.keys(english).filter(key => String(settings(english[key] ?? '')) !== String(settings(other[key] ?? '')))).toEqual([]);
    });
});
