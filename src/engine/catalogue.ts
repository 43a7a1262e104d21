import { EXPERIMENTS } from '../core/analyses/experiments/table';
import { MAPS } from '../core/attention/maps';
import type { ExperimentInfo, MapInfo } from '../protocol/engine';

/** What can be tried on a model, as plain data. */
export const experimentInfos = (): readonly ExperimentInfo[] =>
  EXPERIMENTS.map(({ id, title, shows, source, caveat, view, parameters }) => ({ id, title, shows, source, caveat, view, parameters }));

export const mapInfos = (): readonly MapInfo[] => MAPS.map(({ id, title, source, parameter }) => ({ id, title, source, ...(parameter && { parameter }) }));
