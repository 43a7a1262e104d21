import { axesInput } from './axesInput';
import { batchNormalization } from './batchNormalization';
import { clip } from './clip';
import { dft } from './dft';
import { dropout } from './dropout';
import { gridSample } from './gridSample';
import { groupNormalization } from './groupNormalization';
import { pad } from './pad';
import { asymmetric, scalesInput, upsampleToResize } from './resize';
import { type Lift, rows } from './rule';
import { scan } from './scan';
import { scatter } from './scatter';
import { slice } from './slice';
import { softmax } from './softmax';
import { partsCounted, sizesInput } from './split';
import { topK } from './topK';
import { unimplemented } from './unimplemented';

const REDUCTIONS = ['ReduceL1', 'ReduceL2', 'ReduceLogSum', 'ReduceLogSumExp', 'ReduceMax', 'ReduceMean', 'ReduceMin', 'ReduceProd', 'ReduceSumSquare'];

/**
 * Operators of the standard domain whose form changed between opset 7 and the internal one, each with its changes in order.
 * Changes of element types only, and new attributes whose default is the old meaning, need none.
 */
export const LIFTS: ReadonlyMap<string, readonly Lift[]> = rows({
  BatchNormalization: [batchNormalization],
  Bernoulli: [unimplemented],
  Clip: [clip],
  DFT: [dft],
  Dropout: [dropout],
  GridSample: [gridSample],
  GroupNormalization: [groupNormalization],
  Hardmax: [softmax],
  LogSoftmax: [softmax],
  Pad: [pad],
  ...Object.fromEntries(REDUCTIONS.map(op => [op, [axesInput(18)]])),
  ReduceSum: [axesInput(13)],
  Resize: [asymmetric],
  RoiAlign: [unimplemented],
  Scan: [scan],
  Scatter: [scatter],
  Slice: [slice],
  Softmax: [softmax],
  Split: [sizesInput, partsCounted],
  Squeeze: [axesInput(13)],
  TopK: [topK],
  Unsqueeze: [axesInput(13)],
  Upsample: [scalesInput, upsampleToResize],
});
