import { int64 } from '../../tensor/tensor';
import { attribute, intOf } from '../graph';
import { type Lift, made } from './rule';

/** Before 21 scale and bias are given by group, from then on by channel: each is repeated over the channels of its group. */
export const groupNormalization: Lift = {
  until: 21,
  lift: (node, { constant, fresh }) => {
    const [x = '', scale = '', bias = ''] = node.inputs;
    const groups = intOf(node, 'num_groups', 1);
    const [channels, each, shape, column, flat] = [fresh('channels'), fresh('each'), fresh('shape'), constant('column', int64([1], [1])), constant('flat', int64([1], [-1]))];
    const repeated = (value: string, hint: string) => {
      const [standing, grid, list] = [fresh(`${hint}/standing`), fresh(`${hint}/grid`), fresh(hint)];
      return { list, nodes: [made('Unsqueeze', [value, column], standing), made('Expand', [standing, shape], grid), made('Reshape', [grid, flat], list)] };
    };
    const [scales, biases] = [repeated(scale, 'scale'), repeated(bias, 'bias')];
    const count = constant('groups', int64([1], [groups]));
    return [
      made('Shape', [x], channels, { start: attribute.int(1), end: attribute.int(2) }),
      made('Div', [channels, count], each),
      made('Concat', [count, each], shape, { axis: attribute.int(0) }),
      ...scales.nodes,
      ...biases.nodes,
      { ...node, inputs: [x, scales.list, biases.list] },
    ];
  },
};
