import { float32 } from '../../tensor/tensor';
import type { Node } from '../graph';
import { type Lift, type LiftContext, reattributed } from './rule';

/** Before 11 the bounds are attributes; a bound that is not given is none. */
export const clip: Lift = {
  until: 11,
  lift: (node, context) => {
    const [low, high] = [bound(node, 'min', context), bound(node, 'max', context)];
    const inputs = [node.inputs[0] ?? '', low, high];
    while (inputs.at(-1) === '') inputs.pop();
    return [{ ...reattributed(node, ['min', 'max']), inputs }];
  },
};

function bound(node: Node, name: string, { constant }: LiftContext): string {
  const value = node.attributes[name];
  return value?.type === 'float' ? constant(name, float32([], [value.value])) : '';
}
