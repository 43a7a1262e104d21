import { intOf } from '../../onnx/graph';
import type { Call, Dims, Operator, Sample } from '../operator';
import { at, dimsAt, floats } from '../rule';

/** All states [time, directions, batch, hidden], then the last ones [directions, batch, hidden]; batch first where `layout` is 1. */
function states(call: Call): readonly [Dims, Dims, Dims] {
  const [data, weights] = [dimsAt(call, 0), dimsAt(call, 2)];
  const [directions, hidden] = [at(weights, 0), at(weights, 2)];
  const [first, second] = [at(data, 0), at(data, 1)];
  const batchFirst = intOf(call.node, 'layout', 0) === 1;
  const last = batchFirst ? [first, directions, hidden] : [directions, second, hidden];
  return [batchFirst ? [first, second, directions, hidden] : [first, directions, second, hidden], last, last];
}

const ATTRIBUTES = ['activation_alpha', 'activation_beta', 'activations', 'clip', 'direction', 'hidden_size', 'layout'];

/** `gates` weights are stacked for each unit. Recurrent weights have the hidden size last, which is where it is read. */
const samplesFor = (gates: number, outputs: number): Sample[] => [
  { inputs: [floats(5, 2, 3), floats(1, 4 * gates, 3), floats(1, 4 * gates, 4)], attributes: { hidden_size: { type: 'int', value: 4 } }, outputs },
  {
    inputs: [floats(5, 2, 3), floats(2, 4 * gates, 3), floats(2, 4 * gates, 4), floats(2, 8 * gates)],
    attributes: { hidden_size: { type: 'int', value: 4 }, direction: { type: 'string', value: 'bidirectional' } },
    outputs,
  },
];

export const rnn: Operator = {
  name: 'RNN',
  domain: '',
  inputs: [3, 6],
  outputs: [0, 2],
  attributes: ATTRIBUTES,
  shape: states,
  dtype: call => [0, 1].map(() => call.inputs[0]?.dtype),
  samples: samplesFor(1, 2),
};
export const gru: Operator = { ...rnn, name: 'GRU', attributes: [...ATTRIBUTES, 'linear_before_reset'], samples: samplesFor(3, 2) };
export const lstm: Operator = {
  ...rnn,
  name: 'LSTM',
  inputs: [3, 8],
  outputs: [0, 3],
  attributes: [...ATTRIBUTES, 'input_forget'],
  dtype: call => [0, 1, 2].map(() => call.inputs[0]?.dtype),
  samples: samplesFor(4, 3),
};
