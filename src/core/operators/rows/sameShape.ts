import type { Operator, Sample } from '../operator';
import { dimsAt, floats, int } from '../rule';

interface Same {
  readonly inputs?: readonly [number, number];
  readonly attributes?: readonly string[];
  readonly samples: readonly Sample[];
}

/** Operators whose output has the shape of their first input, whatever the others are. */
const same = (name: string, { inputs = [1, 1], attributes = [], samples }: Same): Operator => ({
  name,
  domain: '',
  inputs,
  outputs: [1, 1],
  attributes,
  shape: call => [dimsAt(call, 0)],
  samples,
});

const AXIS: Sample[] = [{ inputs: [floats(2, 3, 4)], attributes: { axis: { type: 'int', value: 1 } } }, { inputs: [floats(5)] }];

export const softmax = same('Softmax', { attributes: ['axis'], samples: AXIS });
export const logSoftmax = same('LogSoftmax', { attributes: ['axis'], samples: AXIS });
export const hardmax = same('Hardmax', { attributes: ['axis'], samples: AXIS });
export const clip = same('Clip', {
  inputs: [1, 3],
  samples: [{ inputs: [floats(2, 3), floats(), floats()] }, { inputs: [floats(2, 3), null, floats()] }, { inputs: [floats(4)] }],
});
export const cumSum = same('CumSum', {
  inputs: [2, 2],
  attributes: ['exclusive', 'reverse'],
  samples: [{ inputs: [floats(2, 3), int(1)], attributes: { reverse: { type: 'int', value: 1 } } }],
});
export const trilu = same('Trilu', {
  inputs: [1, 2],
  attributes: ['upper'],
  samples: [{ inputs: [floats(2, 3, 4), int(1)], attributes: { upper: { type: 'int', value: 0 } } }, { inputs: [floats(3, 3)] }],
});
export const rmsNormalization = same('RMSNormalization', {
  inputs: [2, 2],
  attributes: ['axis', 'epsilon', 'stash_type'],
  samples: [{ inputs: [floats(2, 3, 4), floats(4)], attributes: { axis: { type: 'int', value: -1 } } }],
});
export const instanceNormalization = same('InstanceNormalization', { inputs: [3, 3], attributes: ['epsilon'], samples: [{ inputs: [floats(2, 3, 4), floats(3), floats(3)] }] });
export const groupNormalization = same('GroupNormalization', {
  inputs: [3, 3],
  attributes: ['epsilon', 'num_groups', 'stash_type'],
  samples: [{ inputs: [floats(2, 4, 5), floats(4), floats(4)], attributes: { num_groups: { type: 'int', value: 2 } } }],
});
export const pRelu = same('PRelu', { inputs: [2, 2], samples: [{ inputs: [floats(2, 3), floats(3)] }] });
export const scatterND = same('ScatterND', {
  inputs: [3, 3],
  attributes: ['reduction'],
  samples: [{ inputs: [floats(4, 3), { dims: [2, 1], dtype: 'int64', values: [0, 2] }, floats(2, 3)] }],
});
export const scatterElements = same('ScatterElements', {
  inputs: [3, 3],
  attributes: ['axis', 'reduction'],
  samples: [{ inputs: [floats(4, 3), { dims: [1, 3], dtype: 'int64', values: [0, 2, 1] }, floats(1, 3)] }],
});
export const rotaryEmbedding = same('RotaryEmbedding', {
  inputs: [3, 4],
  attributes: ['interleaved', 'num_heads', 'rotary_embedding_dim'],
  samples: [{ inputs: [floats(1, 2, 3, 4), floats(8, 2), floats(8, 2), { dims: [1, 3], dtype: 'int64', values: [0, 1, 2] }] }],
});
