import { OPSET } from '../graph';
import type { Lift } from './rule';

/** Their form is the same, but the runtime has no implementation of them at the internal opset: better said here than by a failed session. */
export const unimplemented: Lift = { until: OPSET + 1, lift: (_, { refuse }) => refuse('has no implementation in the runtime') };
