export interface Spot {
  readonly x: number;
  readonly y: number;
}

export type Direction = 'left' | 'right' | 'up' | 'down';

/** Steps along x and y, which grows downwards. */
const STEPS: { readonly [D in Direction]: readonly [number, number] } = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] };

/** How much a step aside counts against one ahead. */
const ASIDE = 2;

/**
 * The spot that an arrow key leads to: the nearest one ahead, where what lies aside counts double. Spots in one place are gone through by their index, so that
 * none hides another. The same index where nothing lies ahead; NaN marks spots that are not there.
 */
export function nearestAhead(spots: readonly Spot[], from: number, direction: Direction): number {
  const here = spots[from];
  if (!here) return from;
  const [right, down] = STEPS[direction];
  const onward = right + down;
  let best = from;
  let least = Number.POSITIVE_INFINITY;
  for (const [index, { x, y }] of spots.entries()) {
    const ahead = (x - here.x) * right + (y - here.y) * down;
    const aside = Math.abs((x - here.x) * down) + Math.abs((y - here.y) * right);
    const together = x === here.x && y === here.y;
    if (together ? (index - from) * onward <= 0 : !(ahead > 0)) continue;
    const far = together ? 0 : ahead + ASIDE * aside;
    if (far < least || (far === least && together && onward < 0)) {
      best = index;
      least = far;
    }
  }
  return best;
}
