import { message } from '../../message';
import { sparseChain } from '../../tensor/sparseChain';
import { type AttentionMap, onOpen } from '../map';
import { NEIGHBOURS } from '../neighbours';

export const sparsemap: AttentionMap = {
  id: 'sparsemap',
  title: message('SparseMAP'),
  source: 'Niculae, Martins, Blondel and Cardie 2018: as linear-chain marginals, but few choices of keys have any probability',
  rowsSumToOne: false,
  compute: row => onOpen(row, scores => sparseChain(scores, NEIGHBOURS).marginals),
};
