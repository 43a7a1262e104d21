import type { Experiment } from './experiment';
import { knockOut } from './knockOut';
import { sensitivity } from './sensitivity';
import { sweep } from './sweep';
import { whatIf } from './whatIf';

/** Every analysis that takes several runs, in the order in which they are offered. */
export const EXPERIMENTS: readonly Experiment[] = [whatIf, knockOut, sweep, sensitivity];
