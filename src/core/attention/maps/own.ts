import { message } from '../../message';
import type { AttentionMap } from '../map';
import { atOffset, writeOffset } from '../offset';

export const own: AttentionMap = {
  id: 'own',
  title: message('own token'),
  source: 'all weight on the token itself',
  rowsSumToOne: true,
  placed: true,
  compute: row => atOffset(row, 0),
  write: context => writeOffset(context, 0),
};
