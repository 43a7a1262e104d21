import type { Context } from '../context';
import { pointedPath } from '../pointed';

/** Given by the key that closes what is chosen in the list of open models. */
const CHOSEN = 'chosen';

/** Closes a checkpoint, the active one where no list points at another: its process ends and its panel becomes the empty one. */
export async function closeCheckpoint({ models, panels, selected }: Context, what?: unknown): Promise<void> {
  const path = what === CHOSEN ? selected('models')?.path : (pointedPath(what) ?? models.active?.path);
  const model = path === undefined ? undefined : models.at(path);
  if (!model) return;
  const panel = panels.of(model.path);
  models.close(model);
  // One empty panel says how to begin; a second one would say it again.
  if (panels.of('')) panel?.view.dispose();
  else await panel?.empty();
}
