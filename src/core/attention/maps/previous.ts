import { message } from '../../message';
import type { AttentionMap } from '../map';
import { atOffset, writeOffset } from '../offset';

export const previous: AttentionMap = {
  id: 'previous',
  title: message('previous token'),
  source: 'all weight on the token before; the first token has none and attends to nothing',
  rowsSumToOne: false,
  placed: true,
  compute: row => atOffset(row, -1),
  write: context => writeOffset(context, -1),
};
