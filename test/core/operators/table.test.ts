import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { operatorOf } from '../../../src/core/operators/inferShapes';
import type { Operator } from '../../../src/core/operators/operator';
import { OPERATORS } from '../../../src/core/operators/table';

const FOLDER = new URL('../../../src/core/operators/rows/', import.meta.url);

const isOperator = (value: unknown): value is Operator => typeof value === 'object' && value !== null && 'shape' in value && 'samples' in value;
const names = (rows: readonly Operator[]) => rows.map(({ domain, name }) => `${domain}:${name}`).sort();

test('the table is the folder', async () => {
  const modules: Record<string, unknown>[] = await Promise.all(readdirSync(FOLDER).map(file => import(new URL(file, FOLDER).pathname)));
  const rows = modules.flatMap(module => Object.values(module).filter(isOperator));
  expect(rows.length).toBeGreaterThan(100);
  expect(names(OPERATORS)).toEqual(names(rows));
});

test('every operator is found by its name, once', () => {
  expect(new Set(names(OPERATORS)).size).toBe(OPERATORS.length);
  for (const operator of OPERATORS) expect(operatorOf({ domain: operator.domain, op: operator.name })).toBe(operator);
  expect(operatorOf({ domain: 'elsewhere', op: 'Add' })).toBeUndefined();
});

/** What exporters write, and what our own graphs are made of. */
const NEEDED =
  'Add And Cast Clip Concat Constant ConstantOfShape Conv Cos CumSum Div Einsum Elu Equal Erf Exp Expand Flatten GRU Gather GatherElements GatherND Gelu Gemm Greater GreaterOrEqual If LSTM LayerNormalization Less LessOrEqual Log MatMul Max Min Mul Neg Pow RMSNormalization Range Reciprocal ReduceL2 ReduceMax ReduceMean ReduceSum Relu Reshape Shape Sigmoid Sin Slice Softmax Split Sqrt Squeeze Sub Tanh TopK Transpose Trilu Unsqueeze Where'.split(
    ' ',
  );

test('the operators of exporters are here', () => {
  expect(NEEDED.filter(op => !operatorOf({ domain: '', op }))).toEqual([]);
});
