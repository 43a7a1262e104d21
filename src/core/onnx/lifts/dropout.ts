import { tensor } from '../../tensor/tensor';
import { inlineWeight } from '../constants';
import { OPSET } from '../graph';
import { type Lift, made } from './rule';

/** A network that is looked at is not trained: Dropout is Identity, and its mask keeps all. One that asks for training stays as it is. */
export const dropout: Lift = {
  until: OPSET + 1,
  lift: (node, { fresh, known }) => {
    const [data = '', , training] = node.inputs;
    const flag = training ? known(training) : undefined;
    if (training && flag?.data[0] !== 0) return [node];
    const [kept = '', mask] = node.outputs;
    const identity = { ...made('Identity', [data], kept), name: node.name };
    if (!mask) return [identity];
    const shape = fresh('shape');
    const yes = inlineWeight(tensor('bool', [1], Uint8Array.of(1)));
    return [identity, made('Shape', [data], shape), made('ConstantOfShape', [shape], mask, { value: { type: 'tensor', value: yes } })];
  },
};
