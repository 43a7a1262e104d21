import type { Context } from '../context';
import { showAnalysis } from '../showAnalysis';

/** Opens the bench on which mappings are swapped, heads knocked out and weights set. Its tab is not an analysis of the engine's. */
export const whatIf = (context: Context): Promise<void> => showAnalysis(context, 'what-if');
