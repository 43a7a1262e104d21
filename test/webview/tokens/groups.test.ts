import { expect, test } from 'vitest';
import { groupsOf } from '../../../src/protocol/readings';
import { groupAt, named, spread } from '../../../webview/tokens/groups';
import { grouped, lineOf, tokenViews } from '../../../webview/tokens/line';
import { cut, pairOf } from '../models/tokens';

const verse = cut('In the beginning\nGod was extraordinarily kind.');
const views = tokenViews(verse);

test('pieces of a word are named as the word reads', () => {
  const names = named(views, groupsOf(views, { words: true, special: true })).map(({ name }) => name);
  expect(names).toEqual(['In', 'the', 'beginning', '↵', 'God', 'was', 'extraordinarily', 'kind', '.']);
});

test('a token is found in its group, a hidden one in none', () => {
  const pair = tokenViews(pairOf('Who wrote it?', 'An anonymous one.'));
  const groups = named(pair, groupsOf(pair, { words: true, special: false }));
  for (const [at, token] of pair.entries()) {
    const group = groups[groupAt(groups, at)];
    expect(group === undefined).toBe(token.special);
    if (group) expect(at >= group.first && at < group.first + group.count).toBe(true);
  }
  expect(groupAt(groups, pair.length)).toBe(-1);
  expect(groupAt([], 0)).toBe(-1);
});

test('every token of a group is shaded alike, hidden ones not at all', () => {
  const groups = [
    { first: 1, count: 2, name: 'a', special: false },
    { first: 3, count: 1, name: 'b', special: false },
  ];
  expect([...spread([0.5, 0.25], groups, 5)]).toEqual([0, 0.5, 0.5, 0.25, 0]);
});

test('joined words read as the text does', () => {
  const groups = named(views, groupsOf(views, { words: true, special: true }));
  const line = grouped(lineOf(views, verse.texts), groups);
  expect(line.map(({ before, text }) => before + text).join('')).toBe(verse.texts[0]);
  expect(line.map(({ index }) => index)).toEqual(groups.map((_, at) => at));
});
