import { intOf } from '../../onnx/graph';
import type { Call, Dims, Operator } from '../operator';
import { at, clash, dimsAt, floats, given } from '../rule';

/** [batch, heads, tokens, size] of an operand that may have its heads side by side: [batch, tokens, heads * size]. */
function byHead(dims: Dims, heads: number): Dims {
  if (dims.length === 4) return dims;
  return dims.length === 3 && heads > 0 ? [at(dims, 0), heads, at(dims, 1), at(dims, 2) / heads] : clash(`[${dims.join(', ')}] with ${heads} heads`);
}

function outputsOf(call: Call): readonly Dims[] {
  const [queryHeads, keyHeads] = [intOf(call.node, 'q_num_heads', 0), intOf(call.node, 'kv_num_heads', 0)];
  const query = byHead(dimsAt(call, 0), queryHeads);
  const [key, value] = [byHead(dimsAt(call, 1), keyHeads), byHead(dimsAt(call, 2), keyHeads)];
  const past = given(call, 4) ? at(dimsAt(call, 4), 2) : 0;
  const [batch, heads, queries] = [at(query, 0), at(query, 1), at(query, 2)];
  const keys = past + at(key, 2);
  const size = at(value, 3);
  const made = dimsAt(call, 0).length === 4 ? [batch, heads, queries, size] : [batch, queries, heads * size];
  return [made, [batch, at(key, 1), keys, at(key, 3)], [batch, at(value, 1), keys, size], [batch, heads, queries, keys]];
}

/** The result, keys and values with those of the past before them, and the scores or weights. */
export const attention: Operator = {
  name: 'Attention',
  domain: '',
  inputs: [3, 6],
  outputs: [1, 4],
  attributes: ['is_causal', 'kv_num_heads', 'q_num_heads', 'qk_matmul_output_mode', 'scale', 'softcap', 'softmax_precision'],
  shape: outputsOf,
  dtype: call => [0, 1, 2, 0].map(index => call.inputs[index]?.dtype),
  samples: [
    { inputs: [floats(2, 3, 4, 8), floats(2, 3, 5, 8), floats(2, 3, 5, 6)] },
    {
      inputs: [floats(2, 4, 8), floats(2, 4, 4), floats(2, 4, 4)],
      attributes: { q_num_heads: { type: 'int', value: 4 }, kv_num_heads: { type: 'int', value: 2 }, is_causal: { type: 'int', value: 1 } },
    },
    { inputs: [floats(1, 2, 3, 4), floats(1, 2, 3, 4), floats(1, 2, 3, 4), null, floats(1, 2, 5, 4), floats(1, 2, 5, 4)], outputs: 4 },
  ],
};
