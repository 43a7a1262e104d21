import { message } from '../../message';
import { type AttentionMap, closedOff, type MapContext, type MapRow, onOpen } from '../map';

export const relu: AttentionMap = {
  id: 'relu',
  title: message('ReLU'),
  source: 'max(score, 0): rows sum to anything and may be all zero',
  rowsSumToOne: false,
  compute: positive,
  write: writeRelu,
};

export function positive(row: MapRow): Float64Array {
  return onOpen(row, scores => scores.map(score => Math.max(0, score)));
}

export function writeRelu(context: MapContext): string {
  return closedOff(context, context.builder.op('Relu', [context.scores]));
}
