import { expect, test } from 'vitest';
import { type Config, readConfig } from '../../../src/core/checkpoint/config';
import { asFault, FaultError } from '../../../src/core/fault';
import { memoryFolder, text } from './memoryFolder';

const config = (settings: object) => readConfig(memoryFolder({ 'config.json': settings }));

function whyOf(ask: () => unknown): string {
  try {
    ask();
  } catch (thrown) {
    const fault = asFault(thrown);
    return fault.code === 'malformed' ? fault.why : fault.code;
  }
  return 'no fault';
}

test('settings have their types; null counts as left out', () => {
  const read = config({ n: 3, half: 0.5, yes: true, word: 'gelu', none: null, group: { inner: 1 }, architectures: ['BertModel'] });
  expect([read.size('n'), read.number('half'), read.flag('yes'), read.word('word'), read.size('none', 7), read.size('left out', 8)]).toEqual([3, 0.5, true, 'gelu', 7, 8]);
  expect([read.group('group')?.size('inner'), read.group('none'), read.token('none'), read.token('n'), read.className()]).toEqual([1, undefined, undefined, 3, 'BertModel']);
});

test('labels by number, two where nothing is said', () => {
  expect(config({ id2label: { 0: 'no', 1: 'yes' } }).labels()).toEqual(['no', 'yes']);
  expect(config({ num_labels: 3 }).labels()).toEqual(['LABEL_0', 'LABEL_1', 'LABEL_2']);
  expect(config({}).labels()).toHaveLength(2);
});

const WRONG: readonly (readonly [string, object, (read: Config) => unknown, RegExp])[] = [
  ['a size as text', { n: '12' }, c => c.size('n'), /"n" is "12" and should be a whole number above zero/],
  ['a size of zero', { n: 0 }, c => c.size('n'), /above zero/],
  ['half a size', { n: 1.5 }, c => c.size('n'), /whole number/],
  ['a missing size', {}, c => c.size('n'), /"n" is missing and should be a whole number/],
  ['a name of JavaScript', {}, c => c.size('constructor'), /"constructor" is missing/],
  ['a flag as a number', { f: 1 }, c => c.flag('f'), /should be true or false/],
  ['a number as a list', { x: [1] }, c => c.number('x'), /should be a number/],
  ['a token below zero', { t: -1 }, c => c.token('t'), /should be a token id/],
  ['a group as text', { g: 'x' }, c => c.group('g'), /should be an object/],
  ['a class as a word', { architectures: 'BertModel' }, c => c.className(), /a list of class names/],
  ['a billion labels', { num_labels: 1e9 }, c => c.labels(), /at most/],
];
test.each(WRONG)('%s', (_, settings, ask, why) => expect(whyOf(() => ask(config(settings)))).toMatch(why));

test.each([['{'], ['[]'], ['"x"'], ['{"a":1,"a":2}']])('config.json holds %s', json => {
  expect(() => readConfig(memoryFolder({ 'config.json': text(json) }))).toThrow(FaultError);
});

test('no config.json', () => expect(whyOf(() => readConfig(memoryFolder({})))).toBe('not-found'));
