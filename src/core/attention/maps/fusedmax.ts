import { message } from '../../message';
import { sparsemaxOf } from '../../tensor/simplex';
import { smoothed } from '../../tensor/totalVariation';
import { type AttentionMap, onOpen } from '../map';

export const fusedmax: AttentionMap = {
  id: 'fusedmax',
  title: message('fusedmax'),
  source: 'Niculae and Blondel 2017: sparsemax of the scores smoothed along the text, so that neighbours share one weight; closed keys are cut out first',
  parameter: { name: 'lambda', kind: 'number', range: [0, 1000], otherwise: 0.1 },
  rowsSumToOne: true,
  compute: (row, lambda) => onOpen(row, scores => sparsemaxOf(smoothed(scores, lambda))),
};
