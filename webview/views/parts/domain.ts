import type { Statistic } from '../../../src/core/viewModels';
import { extent } from '../../charts/pool';

/** Ends of a statistic's scale: those it knows, else zero and its largest; around zero where it takes both signs. */
export function domainOf({ domain, values }: Pick<Statistic, 'domain' | 'values'>): readonly [number, number] {
  if (domain) return domain;
  const [low, high] = extent(values);
  const reach = Math.max(Math.abs(low), Math.abs(high)) || 1;
  return low < 0 ? [-reach, reach] : [0, reach];
}
