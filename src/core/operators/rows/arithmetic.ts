import { isFloating } from '../../onnx/dataTypes';
import { pairwise, variadic } from '../families';
import type { Operator } from '../operator';
import { need, UNKNOWN } from '../rule';

export const add = pairwise('Add', { apply: (a, b) => a + b });
export const sub = pairwise('Sub', { apply: (a, b) => a - b });
export const mul = pairwise('Mul', { apply: (a, b) => a * b });
export const pow = pairwise('Pow', { apply: (a, b) => a ** b });
export const max = variadic('Max', Math.max);
export const min = variadic('Min', Math.min);
export const sum = variadic('Sum', (...all) => all.reduce((a, b) => a + b, 0));
export const mean = variadic('Mean');

const quotient = pairwise('Div', { apply: (a, b) => a / b });

/** Whole numbers are divided towards zero, so the element type must be known. */
export const div: Operator = {
  ...quotient,
  values: (call, dims) => {
    const { dtype } = need(call, 0);
    if (!dtype) throw UNKNOWN;
    const floating = isFloating(dtype);
    return (quotient.values?.(call, dims) ?? []).map(values => (values?.every(Number.isFinite) ? values.map(value => (floating ? value : Math.trunc(value))) : undefined));
  },
};

/** The remainder takes the divisor's sign, or the dividend's where `fmod` is set. */
export const mod = pairwise('Mod', {
  attributes: ['fmod'],
  samples: [
    {
      inputs: [
        { dims: [2, 3], dtype: 'int64' },
        { dims: [3], dtype: 'int64', values: [2, 3, 5] },
      ],
    },
    { inputs: [{ dims: [2, 3] }, { dims: [1] }], attributes: { fmod: { type: 'int', value: 1 } } },
  ],
});
