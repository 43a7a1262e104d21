import { float32 } from '../../tensor/tensor';
import { int64List } from '../constants';
import { intsOf } from '../graph';
import { type Lift, reattributed } from './rule';

/** Before 11 the widths and the value are attributes. */
export const pad: Lift = {
  until: 11,
  lift: (node, { constant, refuse }) => {
    const pads = intsOf(node, 'pads') ?? refuse('has no pads');
    const value = node.attributes.value;
    const inputs = [node.inputs[0] ?? '', constant('pads', int64List(pads))];
    return [{ ...reattributed(node, ['pads', 'value']), inputs: value?.type === 'float' ? [...inputs, constant('value', float32([], [value.value]))] : inputs }];
  },
};
