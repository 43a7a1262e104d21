import type { HeadsView, Statistic } from '../../../../src/core/viewModels';

/** A statistic by which some heads stand out from all: their mean, and that of all heads. */
export interface InCommon {
  readonly statistic: Statistic;
  readonly mean: number;
  readonly overall: number;
}

/** From how many standard deviations of all heads on a mean stands out. */
const STANDS_OUT = 0.5;

/** Mean and standard deviation of what is known. */
function moments(values: readonly number[]): { readonly mean: number; readonly deviation: number } {
  const known = values.filter(value => !Number.isNaN(value));
  const mean = known.reduce((total, value) => total + value, 0) / known.length;
  return { mean, deviation: Math.sqrt(known.reduce((total, value) => total + (value - mean) ** 2, 0) / known.length) };
}

/** What heads have in common, most telling first: the statistics whose mean over them is furthest from the mean over all heads, in standard deviations of all. */
export function inCommon(view: Pick<HeadsView, 'statistics'>, some: readonly number[], all: readonly number[], most: number): readonly InCommon[] {
  return view.statistics
    .map(statistic => {
      const [own, overall] = [some, all].map(places => moments(places.map(at => statistic.values[at] ?? Number.NaN))) as [ReturnType<typeof moments>, ReturnType<typeof moments>];
      return { statistic, mean: own.mean, overall: overall.mean, far: overall.deviation > 0 ? Math.abs(own.mean - overall.mean) / overall.deviation : 0 };
    })
    .filter(({ far }) => far >= STANDS_OUT)
    .sort((one, other) => other.far - one.far)
    .slice(0, most)
    .map(({ statistic, mean, overall }) => ({ statistic, mean, overall }));
}
