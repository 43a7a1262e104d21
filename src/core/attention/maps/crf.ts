import { message } from '../../message';
import { chainMarginals } from '../../tensor/chain';
import { type AttentionMap, onOpen } from '../map';
import { NEIGHBOURS } from '../neighbours';

export const crf: AttentionMap = {
  id: 'crf',
  title: message('linear-chain marginals'),
  source: 'Kim, Denton, Hoang and Rush 2017: each key is chosen or not, neighbours alike; its weight is the probability that it is chosen',
  rowsSumToOne: false,
  compute: row => onOpen(row, scores => chainMarginals(scores, NEIGHBOURS).marginals),
};
