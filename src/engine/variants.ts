import type { Ask } from '../core/analyses/experiments/experiment';
import { type EditPlan, editable, planOf } from '../core/attention/interventions/rewrite';
import type { Prepared } from '../core/prepared';
import type { Model } from './model';
import { underSwaps } from './swaps';

/** Changed models that are kept: a slider asks for the same few again and again, a sweep for many once. */
const KEPT = 64;

const kept = new WeakMap<Model, Map<string, Model>>();

/** What an experiment compares: where a graph names neither logits nor hidden states, its first floating output over tokens stands for the last hidden states. */
export function comparable(prepared: Prepared): Prepared {
  if (prepared.logits !== undefined || prepared.hiddenStates.length > 0) return prepared;
  const floating = prepared.graph.outputs.filter(({ dtype }) => dtype === undefined || dtype.startsWith('float'));
  const output = floating.find(({ dims }) => dims?.length === 3) ?? floating.find(({ dims }) => dims === undefined);
  return output ? { ...prepared, hiddenStates: [output.name] } : prepared;
}

/** The model with the mappings of an ask swapped and its edits as inputs. What it is rewritten to is kept, so that another value of an edit is another feed alone. */
export function variantOf(model: Model, { swaps = [], edits }: Pick<Ask, 'swaps' | 'edits'>): Model {
  const plan = edits && planOf(edits);
  const key = JSON.stringify([swaps, plan]);
  const known = kept.get(model) ?? new Map<string, Model>();
  kept.set(model, known);
  const found = known.get(key);
  if (found) known.delete(key);
  const made = found ?? rewritten(model, swaps, plan);
  for (const oldest of known.keys()) if (known.size >= KEPT) known.delete(oldest);
  known.set(key, made);
  return made;
}

function rewritten(model: Model, swaps: readonly string[], plan: EditPlan | undefined): Model {
  const plain: Model = { ...model, prepared: comparable(model.prepared), instrumented: new Map() };
  const edited = (prepared: Prepared): Prepared => (plan ? editable(prepared, plan) : prepared);
  return swaps.length > 0 ? underSwaps(plain, swaps, edited) : { ...plain, prepared: edited(plain.prepared) };
}
