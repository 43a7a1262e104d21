import { expect, test } from 'vitest';
import { RowProjector } from '../../../../src/core/tensor/rowProjector';
import { apartness, endsOf, howMuch } from '../../../../webview/views/parts/identifiability/moved';
import { seeded } from '../../models/random';

test('how far effective weights are from the weights is no share: of a head that looks at one token of many it is more than 1', () => {
  const [n, width] = [256, 16];
  const next = seeded(7);
  const projector = new RowProjector(width, width);
  for (let at = 0; at < n; at++) projector.append(Float64Array.from({ length: width }, () => next() - 0.5));
  const row = Float64Array.from({ length: n }, (_, at) => Number(at === 7));
  const effective = projector.project(row);
  const moved = apartness(
    Float32Array.from(effective, (value, at) => value - (row[at] ?? 0)),
    1,
  );
  expect(moved).toBeGreaterThan(1.5);
  expect(howMuch('L0 H1', moved)).toMatch(/moves the weights of L0 H1 by \d\.\d+: half the summed difference/);
  // The chart over layers must not cut it off.
  expect(endsOf({ effective: true })).not.toHaveProperty('max');
  expect(howMuch('L0 H1', 0)).toMatch(/Nothing can be taken out/);
});
