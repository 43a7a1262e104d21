import { expect, test } from 'vitest';
import { sidesOf } from '../../../webview/compare/ask';

const analysed = { stamp: '' } as never;
const namesBeside = (checkpoint: string, other: string): readonly string[] =>
  sidesOf({} as never, checkpoint, { text: 'a', pair: '' }, { own: analysed, other: { analysed, of: { text: 'a', pair: '', other } } }).map(({ name }) => name);

test('a checkpoint whose folder has a name that many have goes by the folder above it, as everywhere', () => {
  expect(namesBeside('gpt2/model', '/models/bert/model')).toEqual(['gpt2/model', 'bert/model']);
});

test('two of the same name are told apart by their place', () => {
  expect(namesBeside('minilm', '/other/minilm')).toEqual(['minilm (first)', 'minilm (second)']);
});
