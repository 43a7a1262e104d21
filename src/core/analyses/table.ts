import type { Analysis } from './analysis';
import { attention } from './attention';
import { effective } from './effective';
import { flow } from './flow';
import { heads } from './heads';
import { identifiability } from './identifiability';
import { rollout } from './rollout';

/** Every analysis, in the order in which they are offered. */
export const ANALYSES: readonly Analysis[] = [attention, heads, rollout, flow, identifiability, effective];
