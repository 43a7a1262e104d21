import { describe, expect, test } from 'vitest';
import { parseSwap } from '../../../src/core/attention/parseSwap';

const faultOf = (text: string): unknown => {
  try {
    parseSwap(text);
  } catch (thrown) {
    return (thrown as { fault?: unknown }).fault;
  }
  return undefined;
};

describe('what is read', () => {
  test.each([
    ['softmax', 'softmax', [1], {}],
    ['softmax:0.5', 'softmax', [0.5], {}],
    ['sparsemax', 'sparsemax', [], {}],
    ['entmax:1.5@L2.H0-3', 'entmax', [1.5], { layers: [2], heads: [0, 1, 2, 3] }],
    ['entmax:1.2,1.5,2', 'entmax', [1.2, 1.5, 2], {}],
    ['uniform@L4', 'uniform', [], { layers: [4] }],
    ['top-k:3@L0-5', 'top-k', [3], { layers: [0, 1, 2, 3, 4, 5] }],
    ['relu@L2.H1,3', 'relu', [], { layers: [2], heads: [1, 3] }],
    ['hard@cross', 'hard', [], { kind: 'cross' }],
    ['own@decoder.L1.H2', 'own', [], { kind: 'decoder', layers: [1], heads: [2] }],
    ['span:12@H0', 'span', [12], { heads: [0] }],
    ['rela:gated', 'rela', [1], {}],
    ['fusedmax:.25', 'fusedmax', [0.25], {}],
    ['crf', 'crf', [], {}],
  ])('%s', (text, map, parameter, scope) => {
    const swap = parseSwap(text);
    expect([swap.map.id, swap.parameter, swap.scope, swap.text]).toEqual([map, parameter, scope, text]);
  });
});

describe('what is refused says what is wrong', () => {
  test.each([
    ['', 'no such map'],
    ['softmin', 'no such map'],
    ['constructor', 'no such map'],
    ['sparsemax:2', 'takes no parameter'],
    ['entmax:', 'alpha is a number from 1 to 4'],
    ['entmax:0.5', 'alpha is a number from 1 to 4'],
    ['entmax:4.01', 'alpha is a number from 1 to 4'],
    ['entmax:x', '"x" is not'],
    ['entmax:1e999', 'is not'],
    ['entmax:NaN', '"NaN" is not'],
    ['entmax:Infinity', 'is not'],
    ['entmax:1.5:2', 'is not'],
    ['top-k:0', 'whole number from 1'],
    ['top-k:2.5', 'whole number'],
    ['top-k:2,3', 'takes one k'],
    ['softmax:0', 'temperature is a number'],
    ['softmax:-1', 'temperature is a number'],
    ['rela:maybe', 'plain, gated'],
    ['uniform@', 'no scope'],
    ['uniform@layer2', 'no scope'],
    ['uniform@L', 'no list of numbers'],
    ['uniform@L5-2', 'no list of numbers'],
    ['uniform@L2..H1', 'no scope'],
    ['uniform@L2.L3', 'comes after another'],
    ['uniform@L2.H', 'no list of numbers'],
    ['uniform@L0-99999999999', 'no list of numbers'],
    ['uniform@toString', 'no scope'],
  ])('%s', (text, why) => {
    const fault = faultOf(text);
    expect(fault).toMatchObject({ code: 'bad-usage', what: `--swap ${text}` });
    expect(JSON.stringify(fault)).toContain(why.replaceAll('"', '\\"'));
  });
});
