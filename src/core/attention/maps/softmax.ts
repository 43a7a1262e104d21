import { message } from '../../message';
import { softmaxOf } from '../../tensor/simplex';
import { type AttentionMap, closedOff, filled, onOpen, parameterOf } from '../map';

export const softmax: AttentionMap = {
  id: 'softmax',
  title: message('softmax with temperature'),
  source: 'exp(score / temperature), normalised; 1 is the plain softmax',
  parameter: { name: 'temperature', kind: 'number', range: [0.01, 100], otherwise: 1, perHead: true },
  rowsSumToOne: true,
  compute: (row, temperature) => onOpen(row, scores => softmaxOf(scores, temperature)),
  write(context) {
    const { builder, parameter } = context;
    const plain = parameter.every(temperature => temperature === 1);
    const scores = plain ? filled(context) : tempered(context);
    return closedOff(context, builder.op('Softmax', [scores], { axis: -1 }));
  },
};

/** Shifted before they are divided, so that a small temperature makes nothing infinite. */
function tempered(context: Parameters<NonNullable<AttentionMap['write']>>[0]): string {
  const { builder } = context;
  const given = filled(context);
  const most = builder.op('ReduceMax', [given, builder.ints(-1)], { keepdims: 1 });
  return builder.op('Div', [builder.op('Sub', [given, most]), parameterOf(context)]);
}
