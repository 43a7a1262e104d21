import type { Context } from '../context';
import { showAnalysis } from '../showAnalysis';

/** Shows numbers about every head: entropy, distance, shares of positions. */
export const headStatistics = (context: Context, hovered?: unknown): Promise<void> => showAnalysis(context, 'heads', hovered);
