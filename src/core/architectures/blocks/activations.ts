import type { GraphBuilder } from '../../onnx/builder';

export type Activation = (builder: GraphBuilder, value: string) => string;

const erf: Activation = (b, x) => b.op('Gelu', [x]);
const byTanh: Activation = (b, x) => b.op('Gelu', [x], { approximate: 'tanh' });
const silu: Activation = (b, x) => b.op('Mul', [x, b.op('Sigmoid', [x])]);

/** Activations by the names that transformers gives them. Those that differ only in how they are computed share a row's function. */
export const ACTIVATIONS: ReadonlyMap<string, Activation> = new Map<string, Activation>([
  ['gelu', erf],
  ['gelu_python', erf],
  ['gelu_new', byTanh],
  ['gelu_fast', byTanh],
  ['gelu_accurate', byTanh],
  ['gelu_pytorch_tanh', byTanh],
  ['gelu_python_tanh', byTanh],
  ['quick_gelu', (b, x) => b.op('Mul', [x, b.op('Sigmoid', [b.op('Mul', [x, b.scalar(1.702)])])])],
  ['linear', (_, x) => x],
  ['relu', (b, x) => b.op('Relu', [x])],
  ['sigmoid', (b, x) => b.op('Sigmoid', [x])],
  ['silu', silu],
  ['swish', silu],
  ['tanh', (b, x) => b.op('Tanh', [x])],
]);
