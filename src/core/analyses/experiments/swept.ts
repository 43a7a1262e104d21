import type { MapParameter } from '../../attention/map';
import { parseSwap } from '../../attention/parseSwap';
import type { AttentionSite } from '../../attention/site';
import { raise } from '../../fault';

/** The parts of a swap as it is written: MAP[:PARAMETER][@SCOPE]. */
const partsOf = (text: string): { readonly map: string; readonly parameter: string; readonly scope: string } => {
  const [, map = '', parameter = '', scope = ''] = /^([^:@]*)(:[^@]*)?(@.*)?$/s.exec(text.trim()) ?? [];
  return { map, parameter, scope };
};

/** The same swap with another number. */
export const withParameter = (text: string, value: number): string => {
  const { map, scope } = partsOf(text);
  return `${map}:${value}${scope}`;
};

/** The same swap without its number. */
export const bare = (text: string): string => `${partsOf(text).map}${partsOf(text).scope}`;

/** The same swap with a number close by, for maps that take one; the swap itself for those that do not. */
export function nearby(text: string): string {
  const { map, parameter } = parseSwap(text);
  const [value] = parameter;
  if (!map.parameter || value === undefined || parameter.length !== 1 || map.parameter.kind === 'choice') return text;
  const [, most] = map.parameter.range;
  if (map.parameter.kind === 'whole') return withParameter(text, value + 1 <= most ? value + 1 : value - 1);
  const step = 1.0078125;
  return withParameter(text, value * step <= most ? value * step : value / step);
}

/** The same swap for one head of one site alone. */
export function atHead(text: string, { layer, kind, stack }: AttentionSite, head: number): string {
  const { map, parameter } = partsOf(text);
  const where = stack !== 'only' ? `${stack}.` : kind === 'cross' ? 'cross.' : '';
  return `${map}${parameter}@${where}L${layer}.H${head}`;
}

/** The number that a swap's map leaves open; undefined where it has none. */
export const parameterIn = (text: string): MapParameter | undefined => parseSwap(text).map.parameter;

export interface Range {
  readonly from?: number;
  readonly to?: number;
  readonly steps: number;
}

/** Where a map's number is swept where nobody says: its own range where that is short, as far as the keys go for counts, 4 times up and down else. */
function usual({ kind, range: [least, most], otherwise }: MapParameter, keys: number): readonly [number, number] {
  if (kind === 'whole') return [Math.max(1, least), Math.max(least, Math.min(most, keys))];
  return most - least <= 2 ? [least, most] : [Math.max(least, otherwise / 4), Math.min(most, otherwise * (otherwise < 2 ? 2 : 4))];
}

/** Evenly spaced numbers, both ends in; whole ones each once. Throws `bad-usage` for ends that the map does not take. */
export function sweptValues(text: string, { from, to, steps }: Range, keys: number): readonly number[] {
  const parameter = parameterIn(text) ?? raise({ code: 'bad-usage', what: text, why: 'this map has no number to sweep.' });
  const [first, last] = usual(parameter, keys);
  const [low, high] = [from ?? first, to ?? last];
  const [least, most] = parameter.range;
  for (const end of [low, high]) if (!(end >= least && end <= most)) raise({ code: 'bad-usage', what: `${parameter.name} ${end}`, why: `it goes from ${least} to ${most}.` });
  const values = Array.from({ length: steps }, (_, i) => (steps === 1 ? low : low + ((high - low) * i) / (steps - 1)));
  return [...new Set(values.map(value => (parameter.kind === 'number' ? Number(value.toPrecision(12)) : Math.round(value))))];
}
