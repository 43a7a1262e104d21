import type { Context } from '../context';
import { showAnalysis } from '../showAnalysis';

/** Shows what the heads attend to in the selection, in the string around the cursor, or in a hovered text (its number). */
export const showAttention = (context: Context, hovered?: unknown): Promise<void> => showAnalysis(context, 'attention', hovered);
