import type { Operator } from '../operator';
import { axisOf, dimsAt, floats } from '../rule';

/** The second and third outputs are the mean and the inverse deviation, computed in float32. */
export const layerNormalization: Operator = {
  name: 'LayerNormalization',
  domain: '',
  inputs: [2, 3],
  outputs: [1, 3],
  attributes: ['axis', 'epsilon', 'stash_type'],
  shape: call => {
    const dims = dimsAt(call, 0);
    const axis = axisOf(call, dims.length, -1);
    const kept = dims.map((dim, index) => (index < axis ? dim : 1));
    return [dims, kept, kept];
  },
  dtype: call => [call.inputs[0]?.dtype, 'float32', 'float32'],
  samples: [
    { inputs: [floats(2, 3, 4), floats(4), floats(4)], outputs: 3 },
    { inputs: [floats(2, 3, 4), floats(3, 4)], attributes: { axis: { type: 'int', value: 1 } } },
  ],
};

export const batchNormalization: Operator = {
  name: 'BatchNormalization',
  domain: '',
  inputs: [5, 5],
  outputs: [1, 3],
  attributes: ['epsilon', 'momentum', 'training_mode'],
  shape: call => [dimsAt(call, 0), call.inputs[3]?.dims, call.inputs[4]?.dims],
  dtype: call => [call.inputs[0]?.dtype, call.inputs[3]?.dtype, call.inputs[4]?.dtype],
  samples: [{ inputs: [floats(2, 3, 4), floats(3), floats(3), floats(3), floats(3)] }],
};

/** The second output is the mask of what was kept. */
export const dropout: Operator = {
  name: 'Dropout',
  domain: '',
  inputs: [1, 3],
  outputs: [1, 2],
  attributes: ['seed'],
  shape: call => [dimsAt(call, 0), dimsAt(call, 0)],
  dtype: call => [call.inputs[0]?.dtype, 'bool'],
  samples: [{ inputs: [floats(2, 3)], outputs: 2 }],
};
