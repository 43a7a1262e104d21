import { describe, expect, test } from 'vitest';
import type { KeptExperiment } from '../../../src/protocol/panel';
import { asCsv, asJson } from '../../../webview/whatif/exports';
import { added, numbersOf, removed } from '../../../webview/whatif/kept';
import { Latest } from '../../../webview/whatif/latest';
import { NOTHING } from '../../../webview/whatif/recipe';
import { cut } from '../models/tokens';
import { whatIfView } from '../models/whatIf';

const made = { experiment: 'whatif', text: 'a, "b"\nc', pair: '', changes: { ...NOTHING, swaps: ['sparsemax'] }, options: {} };
const view = whatIfView(cut('one two three'), { layers: 2, heads: 2, causal: true, valueWidth: 8 });
const model = { name: 'demo', path: '/models/demo', stamp: 'x' };

describe('the list of experiments', () => {
  test('numbers are kept as JSON can hold them', () => {
    const broken = { ...view, measures: view.measures.map(one => (one.id === 'loss' ? { ...one, after: { mean: Number.NaN, low: 0, high: 0, count: 1 } } : one)) };
    const numbers = numbersOf(broken);
    expect(JSON.parse(JSON.stringify(numbers))).toEqual(numbers);
    expect(numbers.find(({ id }) => id === 'loss')).toMatchObject({ before: 2.31, after: null });
    expect(numbersOf({ kind: 'curves', changes: [], x: { title: { text: '', args: [] }, values: [] }, lines: [], texts: 1 })).toEqual([]);
  });

  test('the same experiment again takes its old place', () => {
    const one = added([], made, []);
    const two = added(one, { ...made, text: 'other' }, []);
    expect(two.map(({ id }) => id)).toEqual([1, 2]);
    expect(added(two, made, numbersOf(view)).map(({ id, numbers }) => [id, numbers.length])).toEqual([
      [1, view.measures.length],
      [2, 0],
    ]);
    expect(removed(two, 1).map(({ id }) => id)).toEqual([2]);
  });

  test('does not grow without end, and numbers are never used twice', () => {
    let list: readonly KeptExperiment[] = [];
    for (let index = 0; index < 60; index++) list = added(list, { ...made, text: String(index) }, []);
    expect(list.length).toBe(40);
    expect(new Set(list.map(({ id }) => id)).size).toBe(40);
    expect(list.at(-1)?.text).toBe('59');
  });
});

describe('exports', () => {
  const experiments = added([], made, numbersOf(view));
  const exported = { model, experiments, words: () => 'sparsemax on all heads' };

  test('JSON makes the experiments again', () => {
    const read = JSON.parse(asJson(exported));
    expect(read.format).toBe(1);
    expect(read.experiments[0]).toMatchObject({ changes: made.changes, text: made.text, words: 'sparsemax on all heads' });
  });

  test('CSV has a row for each number, quoted as RFC 4180 says', () => {
    const lines = asCsv(exported).split('\r\n');
    expect(lines[0]).toBe('experiment,changes,text,pair,measure,unit,before,after,change');
    expect(lines.length).toBe(view.measures.length + 2);
    expect(lines[1]).toBe('1,sparsemax on all heads,"a, ""b""\nc",,total_variation,,,,0.314');
  });

  test('a text that a spreadsheet would run is text', () => {
    const [, row] = asCsv({ ...exported, experiments: experiments.map(one => ({ ...one, text: '=1+1' })) }).split('\r\n');
    expect(row).toContain(",'=1+1,");
    const formulas = ['-2+3', '-1|A1', '+1', '@A1', '-2'];
    const texts = formulas.map(
      text =>
        asCsv({ ...exported, experiments: experiments.map(one => ({ ...one, text })) })
          .split('\r\n')[1]
          ?.split(',')[2],
    );
    expect(texts).toEqual(["'-2+3", "'-1|A1", "'+1", "'@A1", '-2']);
  });
});

describe('the newest question', () => {
  test('is the only one asked after the one under way, and every answer is taken', async () => {
    const asked: number[] = [];
    const taken: [number, boolean][] = [];
    const settle: (() => void)[] = [];
    const latest = new Latest<number, number>(
      async question => {
        asked.push(question);
        await new Promise<void>(done => settle.push(done));
        return question * 10;
      },
      (answer, _, newest) => taken.push([answer, newest]),
    );
    for (const question of [1, 2, 3]) latest.put(question);
    expect(asked).toEqual([1]);
    settle[0]?.();
    await new Promise(done => setTimeout(done));
    expect(asked).toEqual([1, 3]);
    expect(latest.busy).toBe(true);
    settle[1]?.();
    await new Promise(done => setTimeout(done));
    expect(taken).toEqual([
      [10, false],
      [30, true],
    ]);
    expect(latest.busy).toBe(false);
  });
});
