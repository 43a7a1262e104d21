/** Stops when no entry moves further than this in a round over rows and columns. */
const SETTLED = 1e-12;
const ROUNDS = 10_000;

/**
 * argmin over x of 1/2 ||x - y||^2 + lambda sum |x_(i+1) - x_i|, exactly and in linear time: the derivative of the best cost up to each entry
 * is piecewise linear and stays within -lambda..lambda; where it reaches the ends bounds the entry (Johnson 2013, dynamic programming for the fused lasso).
 */
export function smoothed(y: ArrayLike<number>, lambda: number): Float64Array {
  const n = y.length;
  if (lambda <= 0 || n < 2) return Float64Array.from(y);
  // A knot: where the derivative's line changes, and by how much in slope and height.
  const at = new Float64Array(2 * n);
  const slopes = new Float64Array(2 * n);
  const heights = new Float64Array(2 * n);
  const [least, most] = [new Float64Array(n), new Float64Array(n)];
  let [first, last] = [n, n - 1];
  /** From the left: where the derivative of entry `i` reaches `level`. Knots before that are gone afterwards. */
  const rise = (i: number, level: number): { readonly place: number; readonly slope: number; readonly height: number } => {
    let [slope, height] = [1, -(y[i] as number) - (i > 0 ? lambda : 0)];
    while (first <= last && slope * (at[first] as number) + height < level) {
      slope += slopes[first] as number;
      height += heights[first++] as number;
    }
    return { place: (level - height) / slope, slope, height };
  };
  for (let i = 0; i < n - 1; i++) {
    const left = rise(i, -lambda);
    const [place, slope, height] = [left.place, left.slope, left.height];
    first--;
    [at[first], slopes[first], heights[first]] = [place, slope, height + lambda];
    let [a, c] = [1, -(y[i] as number) + (i > 0 ? lambda : 0)];
    while (last > first && a * (at[last] as number) + c > lambda) {
      a -= slopes[last] as number;
      c -= heights[last--] as number;
    }
    last++;
    [at[last], slopes[last], heights[last]] = [(lambda - c) / a, -a, lambda - c];
    [least[i], most[i]] = [place, at[last] as number];
  }
  const x = new Float64Array(n);
  x[n - 1] = rise(n - 1, 0).place;
  for (let i = n - 2; i >= 0; i--) x[i] = Math.min(Math.max(x[i + 1] as number, least[i] as number), most[i] as number);
  return x;
}

/**
 * The same for a grid of rows, differences taken to the four neighbours: rows and columns are smoothed in turn, each time with what the last round
 * took off given back (Dykstra's algorithm for proximal operators, Bauschke and Combettes 2008).
 */
export function smoothedGrid(y: ArrayLike<number>, columns: number, lambda: number): Float64Array {
  const rows = y.length / columns;
  let x: Float64Array = Float64Array.from(y);
  let [alongRows, alongColumns]: [Float64Array, Float64Array] = [new Float64Array(x.length), new Float64Array(x.length)];
  const add = (a: Float64Array, b: Float64Array, sign = 1) => a.map((value, i) => value + sign * (b[i] as number));
  for (let round = 0; round < ROUNDS; round++) {
    const before = x;
    const given = add(x, alongRows);
    const byRows = lines(given, rows, columns, 1, columns, lambda);
    alongRows = add(given, byRows, -1);
    const turned = add(byRows, alongColumns);
    x = lines(turned, columns, rows, columns, 1, lambda);
    alongColumns = add(turned, x, -1);
    const moved = x.reduce((far, value, i) => Math.max(far, Math.abs(value - (before[i] as number)), Math.abs(value - (byRows[i] as number))), 0);
    if (moved < SETTLED) break;
  }
  return x;
}

/** Smooths `count` lines of `length` entries that lie `step` apart; lines begin `next` apart. */
function lines(y: Float64Array, count: number, length: number, step: number, next: number, lambda: number): Float64Array {
  const x = new Float64Array(y.length);
  for (let line = 0; line < count; line++) {
    const smooth = smoothed(
      Float64Array.from({ length }, (_, i) => y[line * next + i * step] as number),
      lambda,
    );
    for (const [i, value] of smooth.entries()) x[line * next + i * step] = value;
  }
  return x;
}
