import type { Int64 } from './schema';

const MAX = 2n ** 63n - 1n;
const MIN = -(2n ** 63n);

/** The integer as a number: exact up to 2^53, the nearest double beyond. So 2^63 - 1, which exporters write for "to the end", becomes 2^63. */
export const asNumber = ({ low, high }: Int64): number => Number(asBigInt({ low, high }));

export const asBigInt = ({ low, high }: Int64): bigint => (BigInt(high | 0) << 32n) | BigInt(low >>> 0);

/** The inverse of `asNumber`: 2^63 and beyond are written as the greatest int64 again. */
export function asInt64(value: number | bigint): Int64 {
  const whole = typeof value === 'bigint' ? value : BigInt(Math.trunc(value));
  const clamped = whole > MAX ? MAX : whole < MIN ? MIN : whole;
  return { low: Number(BigInt.asIntN(32, clamped)), high: Number(BigInt.asIntN(32, clamped >> 32n)) };
}
