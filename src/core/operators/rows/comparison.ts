import { pairwise } from '../families';
import type { Sample } from '../operator';

const truth = (value: boolean): number => (value ? 1 : 0);
const BOOLS: Sample[] = [
  {
    inputs: [
      { dims: [2, 1, 4], dtype: 'bool' },
      { dims: [3, 1], dtype: 'bool' },
    ],
  },
  {
    inputs: [
      { dims: [], dtype: 'bool' },
      { dims: [5], dtype: 'bool' },
    ],
  },
];

export const equal = pairwise('Equal', { compares: true, apply: (a, b) => truth(a === b) });
export const greater = pairwise('Greater', { compares: true, apply: (a, b) => truth(a > b) });
export const greaterOrEqual = pairwise('GreaterOrEqual', { compares: true, apply: (a, b) => truth(a >= b) });
export const less = pairwise('Less', { compares: true, apply: (a, b) => truth(a < b) });
export const lessOrEqual = pairwise('LessOrEqual', { compares: true, apply: (a, b) => truth(a <= b) });
export const and = pairwise('And', { compares: true, samples: BOOLS, apply: (a, b) => truth(a !== 0 && b !== 0) });
export const or = pairwise('Or', { compares: true, samples: BOOLS, apply: (a, b) => truth(a !== 0 || b !== 0) });
export const xor = pairwise('Xor', { compares: true, samples: BOOLS, apply: (a, b) => truth((a !== 0) !== (b !== 0)) });
