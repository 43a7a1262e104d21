import type { Ask } from '../core/analyses/experiments/experiment';
import { bare, nearby } from '../core/analyses/experiments/swept';
import { type EditPlan, editable, editFeeds, planOf } from '../core/attention/interventions/rewrite';
import type { Graph } from '../core/onnx/graph';
import { constantFeeds, hoisted } from '../core/onnx/hoist';
import type { Prepared } from '../core/prepared';
import type { Model } from './model';
import type { Tensors } from './session';
import { underSwaps } from './swaps';

/** A changed model, and what it takes beside the inputs of the model as it is. */
export interface Variant {
  readonly model: Model;
  readonly feeds: Tensors;
}

/** A rewrite that serves more than one ask: the numbers of its maps are inputs where that could be. */
interface Rewritten {
  readonly model: Model;
  /** The graph before its constants became inputs; they are `names`. */
  readonly like: Graph;
  readonly names: readonly string[];
}

/** Changed models that are kept: a slider asks for the same few again and again, a sweep for many once. */
const KEPT = 64;

const kept = new WeakMap<Model, Map<string, Rewritten>>();

/** What an experiment compares: where a graph names neither logits nor hidden states, its first floating output over tokens stands for the last hidden states. */
export function comparable(prepared: Prepared): Prepared {
  if (prepared.logits !== undefined || prepared.hiddenStates.length > 0) return prepared;
  const floating = prepared.graph.outputs.filter(({ dtype }) => dtype === undefined || dtype.startsWith('float'));
  const output = floating.find(({ dims }) => dims?.length === 3) ?? floating.find(({ dims }) => dims === undefined);
  return output ? { ...prepared, hiddenStates: [output.name] } : prepared;
}

/**
 * The model with the mappings of an ask swapped and its edits as inputs. What it is rewritten to is kept, and so are its sessions: another value of an edit is
 * another feed alone, and so is another number of a map where the rewritten graph differs in nothing else.
 */
export function variantOf(model: Model, { swaps = [], edits }: Pick<Ask, 'swaps' | 'edits'>): Variant {
  const plan = edits && planOf(edits);
  const given = edits ? editFeeds(edits) : {};
  const exact = JSON.stringify([swaps, plan]);
  const known = kept.get(model) ?? new Map<string, Rewritten>();
  kept.set(model, known);
  const same = known.get(exact);
  if (same) return { model: same.model, feeds: given };
  const made = rewritten(model, swaps, plan);
  const family = made.feedsFor ? undefined : familyOf(known, model, made, { swaps, plan });
  if (!family) keep(known, exact, { model: made, like: made.prepared.graph, names: [] });
  return family ? { model: family.model, feeds: { ...family.numbers, ...given } } : { model: made, feeds: given };
}

function keep(known: Map<string, Rewritten>, key: string, made: Rewritten): void {
  known.delete(key);
  for (const oldest of known.keys()) if (known.size >= KEPT) known.delete(oldest);
  known.set(key, made);
}

interface Asked {
  readonly swaps: readonly string[];
  readonly plan: EditPlan | undefined;
}

/** Graphs of a map for different numbers come in a few kinds: closed forms, and ways that suit a range. */
const KINDS = 4;

/** A rewrite that differs from this one in its maps' numbers alone, which are its inputs, and these numbers. Where there is none yet it is found by rewriting once more with numbers close by. */
function familyOf(known: Map<string, Rewritten>, model: Model, made: Model, { swaps, plan }: Asked): { readonly model: Model; readonly numbers: Tensors } | undefined {
  const others = swaps.map(nearby);
  if (others.every((text, i) => text === swaps[i])) return undefined;
  const { graph } = made.prepared;
  for (let kind = 0; kind < KINDS; kind++) {
    const key = JSON.stringify([swaps.map(bare), plan, kind]);
    const family = known.get(key) ?? hoistedFrom(made, rewritten(model, others, plan));
    const numbers = family && constantFeeds(graph, family.like, family.names);
    if (family && numbers) {
      keep(known, key, family);
      return { model: family.model, numbers };
    }
    if (!family) return undefined;
  }
  return undefined;
}

function hoistedFrom(made: Model, other: Model): Rewritten | undefined {
  const found = hoisted(made.prepared.graph, other.prepared.graph);
  return found && { model: { ...made, prepared: { ...made.prepared, graph: found.graph }, instrumented: new Map() }, like: made.prepared.graph, names: found.names };
}

function rewritten(model: Model, swaps: readonly string[], plan: EditPlan | undefined): Model {
  const plain: Model = { ...model, prepared: comparable(model.prepared), instrumented: new Map() };
  const edited = (prepared: Prepared): Prepared => (plan ? editable(prepared, plan) : prepared);
  return swaps.length > 0 ? underSwaps(plain, swaps, edited) : { ...plain, prepared: edited(plain.prepared) };
}
