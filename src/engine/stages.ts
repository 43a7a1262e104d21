import type { Probed, ProbeName } from '../core/instrument/probe';
import { givenFromOutside } from '../core/onnx/cut';
import type { Prepared } from '../core/prepared';
import { type Tensor, tensor } from '../core/tensor/tensor';
import type { Model } from './model';
import { probe } from './probe';
import type { Question } from './question';

/** What enters each layer, [tokens, hidden], as far as it was computed: layer 0 takes the text itself. */
export type States = Map<number, Tensor<'float32'>>;

/** One run of a few layers' worth: from what enters `layer` on. */
export interface Stage {
  readonly layer: number;
  readonly needs: readonly ProbeName[];
  /** Whether what enters the next layer is wanted as well. */
  readonly carries: boolean;
}

/** Whether a model's runs can begin at any layer: what goes from layer to layer is one value that has a name, in float32. */
export function canBeStaged({ prepared, feedsFor }: Pick<Model, 'prepared' | 'feedsFor'>): boolean {
  const { sites, hiddenStates, graph } = prepared;
  const between = hiddenStates.slice(1, -1);
  const float = (value: string): boolean => ['float32', undefined].includes(graph.values.get(value)?.dtype) && graph.inputs.every(({ dtype }) => !dtype?.includes('float16'));
  return feedsFor === undefined && between.length > 0 && sites.every(({ stack, layer }) => stack === 'only' && layer < hiddenStates.length - 1) && between.every(float);
}

/** The layer whose run gives a probe. */
function layerOf({ sites, hiddenStates }: Prepared, need: ProbeName): number {
  const [kind, first = '', second = ''] = need.split('.');
  if (kind === 'hidden_states') return Math.max(0, Number(first) - 1);
  if (kind === 'logits') return hiddenStates.length - 2;
  return sites[Number(kind === 'heads' || kind === 'rows' ? second : first)]?.layer ?? 0;
}

/** Runs that give all that is needed, in order: each begins at its own layer, and layers without a need are only passed through where nothing later is known. */
export function stagesOf(prepared: Prepared, needs: readonly ProbeName[], known: { has(layer: number): boolean }): readonly Stage[] {
  const byLayer = new Map<number, ProbeName[]>();
  for (const need of needs) byLayer.set(layerOf(prepared, need), [...(byLayer.get(layerOf(prepared, need)) ?? []), need]);
  const carrying = new Set<number>();
  for (const layer of byLayer.keys()) for (let at = layer; at > 0 && !known.has(at) && !carrying.has(at - 1); at--) carrying.add(at - 1);
  return [...new Set([...byLayer.keys(), ...carrying])].sort((a, b) => a - b).map(layer => ({ layer, needs: byLayer.get(layer) ?? [], carries: carrying.has(layer) }));
}

/** One stage. Adds what enters the next layer to `states`, where it was wanted. */
export async function runStage(model: Model, { feeds, tokens }: Question, { layer, needs, carries }: Stage, states: States): Promise<Probed> {
  const next: ProbeName = `hidden_states.${layer + 1}`;
  const from = states.get(layer);
  const value = model.prepared.hiddenStates[layer];
  const begun = layer > 0 && from && value !== undefined ? { at: from, value } : undefined;
  const given = begun ? { ...feeds, [begun.value]: tensor('float32', [1, ...begun.at.dims], begun.at.data) } : feeds;
  const probed = await probe(begun ? beginningAt(model, layer, begun.value) : model, { tokens, feeds: given }, carries ? [...needs, next] : needs, true);
  const state = probed.get(next);
  if (carries && state) states.set(layer + 1, state as Tensor<'float32'>);
  return probed;
}

const begun = new WeakMap<Model, Map<number, Model>>();

/** The model from one layer on; kept, and so are the graphs that were made of it. */
function beginningAt(model: Model, layer: number, value: string): Model {
  const known = begun.get(model) ?? new Map<number, Model>();
  begun.set(model, known);
  const { graph } = model.prepared;
  const dims = graph.values.get(value)?.dims ?? ['headlight.batch', 'headlight.tokens', model.prepared.facts.hidden ?? null];
  const made = known.get(layer) ?? { ...model, prepared: { ...model.prepared, graph: givenFromOutside(graph, value, 'float32', dims) }, instrumented: new Map() };
  known.set(layer, made);
  return made;
}
