import { unary } from '../families';
import { floats } from '../rule';

const ALPHA = [{ inputs: [floats(2, 3)], attributes: { alpha: { type: 'float', value: 0.5 } } }, { inputs: [floats(4)] }] as const;

export const abs = unary('Abs', { apply: Math.abs });
export const ceil = unary('Ceil', { apply: Math.ceil });
export const celu = unary('Celu', { attributes: ['alpha'], samples: ALPHA });
export const cos = unary('Cos');
export const elu = unary('Elu', { attributes: ['alpha'], samples: ALPHA });
export const erf = unary('Erf');
export const exp = unary('Exp');
export const floor = unary('Floor', { apply: Math.floor });
export const gelu = unary('Gelu', {
  attributes: ['approximate'],
  samples: [{ inputs: [floats(2, 3)], attributes: { approximate: { type: 'string', value: 'tanh' } } }, { inputs: [floats(4)] }],
});
export const hardSigmoid = unary('HardSigmoid', { attributes: ['alpha', 'beta'], samples: ALPHA });
export const hardSwish = unary('HardSwish');
export const identity = unary('Identity', { apply: value => value });
export const isNan = unary('IsNaN', { dtype: 'bool' });
export const leakyRelu = unary('LeakyRelu', { attributes: ['alpha'], samples: ALPHA });
export const log = unary('Log');
export const mish = unary('Mish');
export const neg = unary('Neg', { apply: value => -value });
export const not = unary('Not', { apply: value => (value === 0 ? 1 : 0), samples: [{ inputs: [{ dims: [2, 3], dtype: 'bool' }] }] });
export const reciprocal = unary('Reciprocal');
export const relu = unary('Relu', { apply: value => Math.max(value, 0) });
export const round = unary('Round');
export const selu = unary('Selu', { attributes: ['alpha', 'gamma'], samples: ALPHA });
export const sigmoid = unary('Sigmoid');
export const sign = unary('Sign', { apply: Math.sign });
export const sin = unary('Sin');
export const softplus = unary('Softplus');
export const softsign = unary('Softsign');
export const sqrt = unary('Sqrt', { apply: Math.sqrt });
export const tan = unary('Tan');
export const tanh = unary('Tanh');
