import type { Context } from '../context';
import { openInPanel } from '../open';
import { pickCheckpoint, toOpen } from '../pickCheckpoint';
import { pathOf } from '../pointed';
import { tryDemo } from './tryDemo';

/** Opens the checkpoint that a menu, a path or a hover (by its number) names, or asks which. */
export async function openCheckpoint(context: Context, what?: unknown): Promise<void> {
  const path = context.hovered.paths.get(what) ?? pathOf(what) ?? (await pickCheckpoint(context, toOpen()));
  if (path === undefined) return;
  // The demo has a text of its own.
  if (path === context.demo) await tryDemo(context);
  else await openInPanel(context, path);
}
