import { entmax15 } from './entmax15';
import type { Mapping } from './mapping';
import { relu } from './relu';
import { sigmoid } from './sigmoid';
import { softmax } from './softmax';
import { sparsemax } from './sparsemax';
import { topk } from './topk';

/** Every mapping that is recognised; the more special before the more general, since top-k ends in a softmax and sparsemax in a ReLU. */
export const MAPPINGS: readonly Mapping[] = [topk, softmax, entmax15, sparsemax, sigmoid, relu];

/** The row of a site's mapping; undefined for 'unknown'. */
export const mappingOf = (id: string): Mapping | undefined => MAPPINGS.find(mapping => mapping.id === id);
