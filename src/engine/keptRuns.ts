import { createHash } from 'node:crypto';
import { serialize } from 'node:v8';
import type { Probed } from '../core/instrument/probe';
import type { Model } from './model';

/** Runs that a slider's every step would make again: of the model as it is, and under uniform weights. */
const KEPT = 4;
/** A longer text's are made again, so that memory is the run's own. */
const LARGEST_BYTES = 64e6;

const runs = new WeakMap<Model, Map<string, Probed>>();

/** A run of an open model that follows from `from` alone, kept for the next asker. Files that changed since are noticed by the run beside it, which is never kept. */
export async function keptRun(model: Model, from: unknown, run: () => Promise<Probed>): Promise<Probed> {
  const known = runs.get(model) ?? new Map<string, Probed>();
  runs.set(model, known);
  const key = createHash('sha256').update(serialize(from)).digest('hex');
  const probed = known.get(key) ?? (await run());
  known.delete(key);
  if (bytesOf(probed) > LARGEST_BYTES) return probed;
  for (const oldest of known.keys()) if (known.size >= KEPT) known.delete(oldest);
  known.set(key, probed);
  return probed;
}

const bytesOf = (probed: Probed): number => [...probed.values()].reduce((sum, { data }) => sum + data.byteLength, 0);
