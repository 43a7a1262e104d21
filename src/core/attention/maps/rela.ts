import { message } from '../../message';
import type { AttentionMap } from '../map';
import { positive, writeRelu } from './relu';

export const rela: AttentionMap = {
  id: 'rela',
  title: message('rectified linear attention (ReLA)'),
  source: 'Zhang, Titov and Sennrich 2021: ReLU weights; what they give is divided by its root mean square over all heads, and gated by its own sigmoid where asked for',
  parameter: { name: 'gate', kind: 'choice', range: [0, 1], otherwise: 0, choices: ['plain', 'gated'] },
  rowsSumToOne: false,
  output: 'normalised',
  compute: positive,
  write: writeRelu,
};
