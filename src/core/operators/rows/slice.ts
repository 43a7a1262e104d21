import type { Call, Dims, Operator } from '../operator';
import { at, axisIn, clash, dimsAt, floats, ints, optionalValues, samplesOf, valuesAt } from '../rule';

interface Cut {
  readonly axis: number;
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/** Places beyond the ends are drawn in; with a negative step the slice may run to before the first element. */
function cutOf(size: number, axis: number, from: number, to: number, step: number): Cut {
  if (step === 0) clash('a slice with step 0');
  const place = (index: number, lowest: number, highest: number) => Math.min(Math.max(index < 0 ? index + size : index, lowest), highest);
  const start = step > 0 ? place(from, 0, size) : place(from, 0, size - 1);
  const end = step > 0 ? place(to, 0, size) : place(to, -1, size - 1);
  return { axis, start, step, count: Math.max(Math.ceil((end - start) / step), 0) };
}

function cutsOf(call: Call, dims: Dims): Cut[] {
  const [starts, ends] = [valuesAt(call, 1), valuesAt(call, 2)];
  const axes = optionalValues(call, 3) ?? starts.map((_, axis) => axis);
  const steps = optionalValues(call, 4) ?? starts.map(() => 1);
  return starts.map((start, i) => {
    const axis = axisIn(at(axes, i), dims.length);
    return cutOf(at(dims, axis), axis, start, at(ends, i), at(steps, i));
  });
}

export const slice: Operator = {
  name: 'Slice',
  domain: '',
  inputs: [3, 5],
  outputs: [1, 1],
  attributes: [],
  shape: call => {
    const dims = dimsAt(call, 0);
    const cuts = cutsOf(call, dims);
    return [dims.map((dim, axis) => cuts.find(cut => cut.axis === axis)?.count ?? dim)];
  },
  values: call => {
    const dims = dimsAt(call, 0);
    if (dims.length !== 1) return [];
    const values = valuesAt(call, 0);
    const [cut] = cutsOf(call, dims);
    return [cut ? Array.from({ length: cut.count }, (_, i) => at(values, cut.start + i * cut.step)) : values];
  },
  samples: samplesOf(
    [floats(5, 6), ints(1), ints(4)],
    [floats(5, 6), ints(-3, 0), ints(2 ** 31 - 1, -1), ints(1, 0)],
    [floats(9), ints(-1), ints(-100), ints(0), ints(-2)],
    [floats(4, 5), ints(3), ints(1), ints(0)],
    [floats(7), ints(1), ints(6), ints(-1), ints(2)],
  ),
};
