import { float32 } from '../../tensor/tensor';
import { attribute } from '../graph';
import { type Lift, reattributed } from './rule';

/** Upsample 7 has its scales as an attribute. */
export const scalesInput: Lift = {
  until: 9,
  lift: (node, { constant, refuse }) => {
    const scales = node.attributes.scales;
    if (scales?.type !== 'floats') return refuse('has no scales');
    return [{ ...reattributed(node, ['scales']), inputs: [node.inputs[0] ?? '', constant('scales', float32([scales.value.length], scales.value))] }];
  },
};

/** Upsample became Resize at 10. */
export const upsampleToResize: Lift = { until: 10, lift: node => [{ ...node, op: 'Resize' }] };

/** Resize 10 divides coordinates by the scale and takes the pixel before: today's `asymmetric` and `floor`. A region of interest came in between its inputs. */
export const asymmetric: Lift = {
  until: 11,
  lift: node => [
    {
      ...reattributed(node, [], { coordinate_transformation_mode: attribute.string('asymmetric'), nearest_mode: attribute.string('floor') }),
      inputs: [node.inputs[0] ?? '', '', node.inputs[1] ?? ''],
    },
  ],
};
