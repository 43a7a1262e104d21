import { attribute } from '../graph';
import { type Lift, reattributed, rows } from './rule';

const RENAMED = rows({ bilinear: 'linear', bicubic: 'cubic' });

/** At 20 the modes lost their "bi", since more than two dimensions came. */
export const gridSample: Lift = {
  until: 20,
  lift: node => {
    const mode = node.attributes.mode;
    return [mode?.type === 'string' ? reattributed(node, [], { mode: attribute.string(RENAMED.get(mode.value) ?? mode.value) }) : node];
  },
};
