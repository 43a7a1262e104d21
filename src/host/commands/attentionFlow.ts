import type { Context } from '../context';
import { showAnalysis } from '../showAnalysis';

/** Shows what each token draws on through all layers. */
export const attentionFlow = (context: Context): Promise<void> => showAnalysis(context, 'flow');
