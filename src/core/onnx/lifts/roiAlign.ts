import { attribute } from '../graph';
import { type Lift, reattributed } from './rule';

/** Before 16 coordinates are not shifted by half a pixel. */
export const roiAlign: Lift = { until: 16, lift: node => [reattributed(node, [], { coordinate_transformation_mode: attribute.string('output_half_pixel') })] };
