import type { AttentionMap } from './map';
import { crf } from './maps/crf';
import { entmax } from './maps/entmax';
import { first } from './maps/first';
import { fusedmax } from './maps/fusedmax';
import { hard } from './maps/hard';
import { own } from './maps/own';
import { previous } from './maps/previous';
import { rela } from './maps/rela';
import { relu } from './maps/relu';
import { sigmoid } from './maps/sigmoid';
import { softmax } from './maps/softmax';
import { span } from './maps/span';
import { sparsemap } from './maps/sparsemap';
import { sparsemax } from './maps/sparsemax';
import { topK } from './maps/topK';
import { tvmax } from './maps/tvmax';
import { uniform } from './maps/uniform';

/** Every map that can be put in the place of a model's own, in the order in which they are offered. MAPPINGS are those that are recognised. */
export const MAPS: readonly AttentionMap[] = [softmax, sparsemax, entmax, topK, relu, rela, sigmoid, uniform, hard, first, previous, own, fusedmax, tvmax, crf, sparsemap, span];

export const mapNamed = (id: string): AttentionMap | undefined => MAPS.find(map => map.id === id);
