import type { Options } from '../../src/core/analyses/analysis';
import type { Changes } from '../../src/core/analyses/experiments/experiment';
import type { ExperimentView, Measure } from '../../src/core/viewModels';
import type { KeptExperiment, KeptNumber } from '../../src/protocol/panel';
import { sameChanges } from './recipe';

/** More would be a list that nobody reads. */
const MOST = 40;

/** A number that JSON can hold. */
const finite = (value: number | undefined): number | null => (value !== undefined && Number.isFinite(value) ? value : null);

const keptNumber = ({ id, unit, before, after, change }: Measure): KeptNumber => ({
  id,
  unit,
  before: finite(before?.mean),
  after: finite(after?.mean),
  change: finite(change?.mean),
});

/** What is kept of a result: its numbers where it compares, none where it is a curve or a map. */
export const numbersOf = (view: ExperimentView): readonly KeptNumber[] => (view.kind === 'whatif' ? view.measures.map(keptNumber) : []);

export interface Made {
  readonly experiment: string;
  readonly text: string;
  readonly pair: string;
  readonly changes: Changes;
  readonly options: Options;
}

const same = (one: Made, other: Made): boolean =>
  one.experiment === other.experiment &&
  one.text === other.text &&
  one.pair === other.pair &&
  sameChanges(one.changes, other.changes) &&
  JSON.stringify(one.options) === JSON.stringify(other.options);

/** The list with one more at its end. One that was made before is told anew in its old place. */
export function added(list: readonly KeptExperiment[], made: Made, numbers: readonly KeptNumber[]): readonly KeptExperiment[] {
  const old = list.find(one => same(one, made));
  if (old) return list.map(one => (one === old ? { ...one, numbers } : one));
  const id = Math.max(0, ...list.map(one => one.id)) + 1;
  const { experiment, text, pair, changes, options } = made;
  return [...list, { id, experiment, text, pair, changes, options, numbers }].slice(-MOST);
}

export const removed = (list: readonly KeptExperiment[], id: number): readonly KeptExperiment[] => list.filter(one => one.id !== id);
