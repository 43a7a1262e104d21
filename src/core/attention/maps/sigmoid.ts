import { message } from '../../message';
import { type AttentionMap, closedOff, onOpen } from '../map';

export const sigmoid: AttentionMap = {
  id: 'sigmoid',
  title: message('sigmoid'),
  source: 'each weight by itself in 0..1: rows sum to anything',
  rowsSumToOne: false,
  compute: row => onOpen(row, scores => scores.map(score => 1 / (1 + Math.exp(-score)))),
  write: context => closedOff(context, context.builder.op('Sigmoid', [context.scores])),
};
