import type { Context } from '../context';
import { pointedPath } from '../pointed';
import { showAnalysis } from '../showAnalysis';

/**
 * Shows what the heads attend to in the selection, in the string around the cursor, or in a hovered text (its number). In the model that the list of open
 * ones points at, where it does.
 */
export function showAttention(context: Context, what?: unknown): Promise<void> {
  const model = context.models.at(pointedPath(what) ?? '');
  if (model) context.models.activate(model);
  return showAnalysis(context, 'attention', what);
}
