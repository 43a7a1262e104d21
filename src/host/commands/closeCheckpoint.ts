import type { Context } from '../context';

/** Closes the active checkpoint: its process ends and its panel becomes the empty one. */
export async function closeCheckpoint({ models, panels }: Context): Promise<void> {
  const model = models.active;
  if (!model) return;
  const panel = panels.of(model.path);
  models.close(model);
  await panel?.empty();
}
