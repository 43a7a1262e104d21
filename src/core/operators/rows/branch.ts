import type { Graph } from '../../onnx/graph';
import type { Call, Fact, Operator } from '../operator';
import { UNKNOWN } from '../rule';

/** What the outputs are, whichever branch runs; undefined where the two differ. */
function either(call: Call): readonly (Fact | undefined)[] {
  const [yes, no] = ['then_branch', 'else_branch'].map(name => {
    const branch = call.node.attributes[name];
    return branch?.type === 'graph' ? call.inside(branch.value) : [];
  });
  const [taken] = call.inputs[0]?.values ?? [];
  if (taken !== undefined) return (taken ? yes : no) ?? [];
  return (yes ?? []).map((fact, index) => {
    const other = no?.[index];
    return fact && other && String(fact.dims) === String(other.dims) && fact.dtype === other.dtype ? { dims: fact.dims, ...(fact.dtype && { dtype: fact.dtype }) } : undefined;
  });
}

const giving = (op: string): Graph => ({
  name: op,
  inputs: [],
  outputs: [{ name: `${op}/y`, dtype: 'float32' }],
  nodes: [{ op: 'Constant', domain: '', name: op, inputs: [], outputs: [`${op}/y`], attributes: { value_floats: { type: 'floats', value: [1, 2, 3] } } }],
  weights: new Map(),
  values: new Map(),
  functions: [],
  domains: new Map(),
});

export const branch: Operator = {
  name: 'If',
  domain: '',
  inputs: [1, 1],
  outputs: [1, Number.POSITIVE_INFINITY],
  attributes: ['then_branch', 'else_branch'],
  shape: call => {
    const facts = either(call);
    if (facts.length === 0) throw UNKNOWN;
    return facts.map(fact => fact?.dims);
  },
  dtype: call => either(call).map(fact => fact?.dtype),
  values: call => either(call).map(fact => fact?.values),
  samples: [{ inputs: [{ dims: [], dtype: 'bool' }], attributes: { then_branch: { type: 'graph', value: giving('yes') }, else_branch: { type: 'graph', value: giving('no') } } }],
};
