import { int64List } from '../constants';
import { attribute, intsOf } from '../graph';
import { type Lift, reattributed } from './rule';

/** Before 13 the sizes are an attribute. */
export const sizesInput: Lift = {
  until: 13,
  lift: (node, { constant }) => {
    const sizes = intsOf(node, 'split');
    const bare = reattributed(node, ['split']);
    return [sizes?.length ? { ...bare, inputs: [node.inputs[0] ?? '', constant('sizes', int64List(sizes))] } : bare];
  },
};

/** From 18 equal parts say how many they are. */
export const partsCounted: Lift = {
  until: 18,
  lift: node => [node.inputs[1] ? node : reattributed(node, [], { num_outputs: attribute.int(node.outputs.length) })],
};
