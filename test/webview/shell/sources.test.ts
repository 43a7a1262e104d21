import { expect, test } from 'vitest';
import { EXPERIMENTS } from '../../../src/core/analyses/experiments/table';
import { ANALYSES } from '../../../src/core/analyses/table';
import { ADDRESSES, pieces } from '../../../webview/shell/sources';

const SOURCES = [...Object.values(ANALYSES), ...Object.values(EXPERIMENTS)].map(({ source }) => source);

test('every paper that an analysis or experiment names is linked', () => {
  for (const source of SOURCES) {
    const cited = source.match(/[\p{L}. ]+ \d{4}/gu)?.length ?? 0;
    expect(pieces(source).filter(({ address }) => address).length, source).toBe(cited);
  }
});

test('no address stands there that no source names', () => {
  for (const citation of Object.keys(ADDRESSES))
    expect(
      SOURCES.some(source => source.includes(citation)),
      citation,
    ).toBe(true);
});

test('a source keeps its words', () => {
  for (const source of [...SOURCES, '', 'no paper at all'])
    expect(
      pieces(source)
        .map(({ words }) => words)
        .join(''),
    ).toBe(source);
  expect(pieces('after Vig 2019.')).toEqual([{ words: 'after ' }, { words: 'Vig 2019', address: 'https://arxiv.org/abs/1906.05714' }, { words: '.' }]);
});
