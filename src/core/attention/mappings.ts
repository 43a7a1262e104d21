import type { Mapping } from './mapping';
import { entmax15 } from './mappings/entmax15';
import { relu } from './mappings/relu';
import { sigmoid } from './mappings/sigmoid';
import { softmax } from './mappings/softmax';
import { sparsemax } from './mappings/sparsemax';
import { topk } from './mappings/topk';

/** Every mapping that is recognised; the more special before the more general, since top-k ends in a softmax and sparsemax in a ReLU. */
export const MAPPINGS: readonly Mapping[] = [topk, softmax, entmax15, sparsemax, sigmoid, relu];

/** The row of a site's mapping; undefined for 'unknown'. */
export const mappingOf = (id: string): Mapping | undefined => MAPPINGS.find(mapping => mapping.id === id);
