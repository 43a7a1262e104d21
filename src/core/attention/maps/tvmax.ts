import { raise } from '../../fault';
import { message } from '../../message';
import { sparsemaxOf } from '../../tensor/simplex';
import { smoothedGrid } from '../../tensor/totalVariation';
import { type AttentionMap, onOpen } from '../map';

/** Tokens that may stand before the patches: class, distillation, registers. */
const BEFORE = 16;

export const tvmax: AttentionMap = {
  id: 'tvmax',
  title: message('TVmax'),
  source: 'Martins, Farinhas and others 2021: sparsemax of the scores smoothed over the square grid of patches; tokens before the grid are not smoothed',
  parameter: { name: 'lambda', kind: 'number', range: [0, 1000], otherwise: 0.1 },
  rowsSumToOne: true,
  compute: (row, lambda) =>
    onOpen(row, scores => {
      const side = sideOf(scores.length);
      const before = scores.length - side * side;
      const grid = smoothedGrid(scores.subarray(before), side, lambda);
      return sparsemaxOf([...scores.subarray(0, before), ...grid]);
    }),
};

/** Side of the square of patches at the end of `keys` tokens. */
function sideOf(keys: number): number {
  const side = Math.floor(Math.sqrt(keys));
  const fits = side > 1 && keys - side * side <= Math.min(BEFORE, side);
  return fits
    ? side
    : raise({ code: 'bad-usage', what: '--swap tvmax', why: `it takes the patches of a square picture, and ${keys} keys are none. fusedmax is the same along a text.` });
}
