import type { Options } from '../../src/core/analyses/analysis';
import type { Changes } from '../../src/core/analyses/experiments/experiment';
import type { Asking } from '../../src/protocol/channel';
import type { Experimented, ExperimentInfo, MapInfo, Slice, SliceParams } from '../../src/protocol/engine';
import type { Answer, KeptExperiment, WhatIfState } from '../../src/protocol/panel';
import type { Stage } from '../stage';

/** What an experiment is asked with; the text is the picture's own. */
export interface Trial {
  readonly experiment: string;
  readonly changes: Changes;
  readonly options: Options;
}

/** What the bench may use of the panel around it, besides what a view may. */
export interface BenchStage extends Stage {
  readonly text: string;
  readonly pair: string;
  readonly model: { readonly name: string; readonly path: string; readonly stamp: string };
  readonly maps: readonly MapInfo[];
  readonly experiments: readonly ExperimentInfo[];
  /** In an exported page: what was tried is shown, and nothing else can be. */
  readonly still: boolean;
  readonly state: WhatIfState;
  /** Remembers what is tried, for the next time this panel is made. */
  keepTrial(state: WhatIfState): void;
  optionsOf(experiment: string): Options;
  keepOptions(experiment: string, options: Options): void;
  experiment(trial: Trial, asking: Asking): Promise<Answer<Experimented>>;
  /** A piece of the weights of the changed model on this text. */
  changedSlice(what: SliceParams['what'], changes: Changes): Promise<Answer<Slice>>;
  save(name: string, text: string): Promise<Answer<boolean>>;
  /** Makes an experiment of the list again, with its own text. */
  repeat(kept: KeptExperiment, state: WhatIfState): void;
}
