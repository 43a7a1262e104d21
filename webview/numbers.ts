const THIN = '\u202f';

/**
 * A number with three significant digits, trailing zeros kept so that columns stand: 0.610, 12.3, 0.00452, 3.10e-6, 12,300.
 * What is not a number (a statistic that does not apply) is a dash.
 */
export function significant(value: number): string {
  if (Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  const sign = value < 0 ? '−' : '';
  if (size === 0) return '0';
  const rounded = Number(size.toPrecision(3));
  if (rounded < 1e-4) return sign + size.toExponential(2).replace('e-', 'e−');
  if (rounded >= 1000) return sign + grouped(rounded);
  return sign + size.toFixed(Math.max(0, 2 - Math.floor(Math.log10(rounded))));
}

/** The same without trailing zeros, for the ends of a scale: 0, 1, 0.5. */
export const brief = (value: number): string => {
  const text = significant(value);
  return text.includes('e') || !text.includes('.') ? text : text.replace(/\.?0+$/, '');
};

/** A change: the same with a sign before it, so that 0.1 more and 0.1 are not taken for each other. */
export const signed = (value: number): string => (value > 0 ? `+${significant(value)}` : significant(value));

/** A whole number with its thousands set apart. */
export const grouped = (value: number): string => Math.round(value).toLocaleString('en-US');

/** A number with its unit; shares have none. */
export const withUnit = (value: number, unit: '' | 'nats' | 'tokens'): string => (unit === '' ? significant(value) : `${significant(value)}${THIN}${unit}`);

const SIZES = ['B', 'kB', 'MB', 'GB', 'TB'];

/** Bytes in decimal units: 3.82 MB. */
export const bytes = (count: number): string => scaled(count, SIZES);

const COUNTS = ['', 'k', 'M', 'B', 'T'];

/** A count of parameters: 124 M. */
export const count = (value: number): string => scaled(value, COUNTS);

function scaled(value: number, units: readonly string[]): string {
  let step = 0;
  let rest = value;
  // Rounded first: 999,999 is 1.00 M, not 1,000 k.
  while (Number(rest.toPrecision(3)) >= 1000 && step < units.length - 1) {
    rest /= 1000;
    step += 1;
  }
  const digits = step === 0 ? String(Math.round(rest)) : significant(rest);
  return `${digits}${units[step] ? THIN + units[step] : ''}`;
}
