/** How a narrow float is laid out below its sign bit, and what its last codes mean. */
interface Layout {
  readonly exponent: number;
  readonly mantissa: number;
  readonly bias: number;
  /** `ieee`: the highest exponent holds infinities and NaN. `fn`: only the code of all ones is NaN. `fnuz`: only the code of negative zero is. */
  readonly specials: 'ieee' | 'fn' | 'fnuz';
}

const FLOAT16: Layout = { exponent: 5, mantissa: 10, bias: 15, specials: 'ieee' };

const LAYOUTS = {
  e4m3fn: { exponent: 4, mantissa: 3, bias: 7, specials: 'fn' },
  e4m3fnuz: { exponent: 4, mantissa: 3, bias: 8, specials: 'fnuz' },
  e5m2: { exponent: 5, mantissa: 2, bias: 15, specials: 'ieee' },
  e5m2fnuz: { exponent: 5, mantissa: 2, bias: 16, specials: 'fnuz' },
} as const satisfies Readonly<Record<string, Layout>>;

/** `e8m0` is a scale: no sign, no mantissa, a power of two. */
export type MiniFloat = keyof typeof LAYOUTS | 'e8m0';

const tables = new Map<string, Float32Array>();

/** The value of every code of an eight-bit float. */
export function miniFloatTable(kind: MiniFloat): Float32Array {
  return kept(kind, () => Float32Array.from({ length: 256 }, (_, code) => (kind === 'e8m0' ? powerOfTwo(code) : numberOf(code, LAYOUTS[kind]))));
}

/** The value of every code of float16. */
export const float16Table = (): Float32Array => kept('float16', () => Float32Array.from({ length: 65536 }, (_, code) => numberOf(code, FLOAT16)));

function kept(name: string, make: () => Float32Array): Float32Array {
  const table = tables.get(name) ?? make();
  tables.set(name, table);
  return table;
}

const powerOfTwo = (code: number): number => (code === 255 ? Number.NaN : 2 ** (code - 127));

function numberOf(code: number, { exponent, mantissa, bias, specials }: Layout): number {
  const top = 1 << (exponent + mantissa);
  const sign = code >= top ? -1 : 1;
  const rest = code % top;
  if (specials === 'fnuz' && code === top) return Number.NaN;
  if (specials === 'fn' && rest === top - 1) return Number.NaN;
  const power = rest >> mantissa;
  const fraction = rest % (1 << mantissa);
  if (specials === 'ieee' && power === (1 << exponent) - 1) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return power === 0 ? sign * fraction * 2 ** (1 - bias - mantissa) : sign * (1 + fraction / 2 ** mantissa) * 2 ** (power - bias);
}
