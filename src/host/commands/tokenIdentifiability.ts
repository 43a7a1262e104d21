import type { Context } from '../context';
import { showAnalysis } from '../showAnalysis';

/** Shows how far each layer's states still tell which token they stand for. */
export const tokenIdentifiability = (context: Context): Promise<void> => showAnalysis(context, 'identifiability');
