/** A two-dimensional affine map, as a canvas has it: x' = a x + c y + e, y' = b x + d y + f. */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export const IDENTITY: Affine = [1, 0, 0, 1, 0, 0];

/** First `inner`, then `outer`. */
export const compose = ([a, b, c, d, e, f]: Affine, [a2, b2, c2, d2, e2, f2]: Affine): Affine => [
  a * a2 + c * b2,
  b * a2 + d * b2,
  a * c2 + c * d2,
  b * c2 + d * d2,
  a * e2 + c * f2 + e,
  b * e2 + d * f2 + f,
];

export const mapped = ([a, b, c, d, e, f]: Affine, x: number, y: number): readonly [number, number] => [a * x + c * y + e, b * x + d * y + f];

/** How much longer a map makes a line of no known direction: what line widths and radii grow by. */
export const growth = ([a, b, c, d]: Affine): number => Math.sqrt(Math.abs(a * d - b * c));

/** A number as SVG has it: hundredths of a pixel are enough for a picture. */
export const short = (value: number): string => String(Math.round(value * 100) / 100);

/** A canvas' current path as the data of an SVG path. Points are taken through the map that holds when they are added, as a canvas does. */
export class PathData {
  private readonly parts: string[] = [];
  private last: readonly [number, number] | undefined;

  get data(): string {
    return this.parts.join('');
  }

  move(map: Affine, x: number, y: number): void {
    this.add('M', map, [x, y]);
  }

  /** A line from where the path stands; where it stands nowhere, as a canvas does, the path begins here. */
  line(map: Affine, x: number, y: number): void {
    this.add(this.last ? 'L' : 'M', map, [x, y]);
  }

  quadratic(map: Affine, ...points: readonly number[]): void {
    this.add('Q', map, points);
  }

  cubic(map: Affine, ...points: readonly number[]): void {
    this.add('C', map, points);
  }

  rectangle(map: Affine, x: number, y: number, width: number, height: number): void {
    this.add('M', map, [x, y]);
    for (const [right, down] of [
      [width, 0],
      [width, height],
      [0, height],
    ] as const)
      this.add('L', map, [x + right, y + down]);
    this.close();
  }

  /** A part of an ellipse. SVG has no whole ones in a path: each is drawn in pieces of at most half a turn. */
  arc(map: Affine, x: number, y: number, across: number, down: number, from: number, to: number, backwards: boolean): void {
    const turn = 2 * Math.PI;
    const whole = Math.abs(to - from) >= turn;
    const way = backwards ? ((from - to) % turn) + (from - to < 0 ? turn : 0) : ((to - from) % turn) + (to - from < 0 ? turn : 0);
    const sweep = (backwards ? -1 : 1) * (whole ? turn : way);
    const at = (angle: number): readonly [number, number] => [x + across * Math.cos(angle), y + down * Math.sin(angle)];
    this.line(map, ...at(from));
    const pieces = Math.max(1, Math.ceil(Math.abs(sweep) / (Math.PI * 0.99)));
    const size = growth(map);
    const flipped = map[0] * map[3] - map[1] * map[2] < 0;
    for (let piece = 1; piece <= pieces; piece++) {
      const [toX, toY] = mapped(map, ...at(from + (sweep * piece) / pieces));
      this.parts.push(`A${short(across * size)} ${short(down * size)} 0 0 ${sweep > 0 !== flipped ? 1 : 0} ${short(toX)} ${short(toY)}`);
      this.last = [toX, toY];
    }
  }

  close(): void {
    if (this.last) this.parts.push('Z');
  }

  private add(letter: string, map: Affine, points: readonly number[]): void {
    const placed: string[] = [];
    for (let index = 0; index + 1 < points.length; index += 2) {
      const point = mapped(map, points[index] ?? 0, points[index + 1] ?? 0);
      placed.push(`${short(point[0])} ${short(point[1])}`);
      this.last = point;
    }
    this.parts.push(letter, placed.join(' '));
  }
}
