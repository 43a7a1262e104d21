import type { Checkpoint } from '../core/architectures/openFolder';
import { message } from '../core/message';
import type { Graph, Weight } from '../core/onnx/graph';
import { sizeOf } from '../core/tensor/tensor';
import type { Note } from '../core/viewModels';
import { checkpointName } from '../protocol/checkpointName';
import type { ModelCard } from '../protocol/engine';
import { idInputs } from './feeds';
import { halvesOf } from './halves';
import type { Checks, Model } from './model';
import { fileWeights } from './weights';

/** What there is to know of an open model, for people. */
export function cardOf(model: Model, checks: Checks): ModelCard {
  const { facts, graph, sites, misses } = model.prepared;
  return {
    path: model.choice.path,
    name: model.choice.path === 'demo' ? 'demo' : checkpointName(model.path),
    stamp: model.stamp,
    family: facts.family,
    task: facts.task,
    layers: facts.layers,
    heads: facts.heads,
    keyHeads: facts.keyHeads,
    ...(facts.hidden !== undefined && { hidden: facts.hidden }),
    ...('parameters' in model.prepared ? storedAs(model.prepared) : parametersOf(graph)),
    bytes: Number([...model.stamps.values()].filter(s => model.weightFiles.has(s.file)).reduce((sum, s) => sum + s.size, 0n)),
    ...(model.tokenizer && { tokenizer: model.tokenizer.kind }),
    ...(facts.maxTokens !== undefined && { maxTokens: facts.maxTokens }),
    causal: facts.causal,
    provider: model.place.provider,
    fallbacks: model.fallbacks,
    sites: sites.map(({ index, layer, kind, heads, mapping, at, weights }) => ({ index, layer, kind, heads, mapping, at: at ?? weights[0]?.value ?? '' })),
    misses,
    checks,
    notes: notesOf(model),
  };
}

const storedAs = ({ parameters, dtype }: Checkpoint): Pick<ModelCard, 'parameters' | 'dtype'> => ({
  parameters,
  dtype: dtype === 'float32' ? dtype : `${dtype}, computed in float32`,
});

/** Distinct stored numbers, shared ones once, and how they are stored and computed. Scalars and shapes in the graph are no parameters. */
function parametersOf(graph: Graph): { readonly parameters: number; readonly dtype: string } {
  const distinct = new Map<string, Weight>();
  for (const weight of fileWeights(graph)) distinct.set(`${weight.file} ${weight.offset}`, weight);
  for (const [name, weight] of graph.weights) if (weight.kind === 'inline' && weight.dims.length > 0) distinct.set(`inline ${name}`, weight);
  const floating = [...distinct.values()].filter(w => w.dtype.includes('float'));
  const sizes = new Map<string, number>();
  for (const { dtype, dims } of floating) sizes.set(dtype, (sizes.get(dtype) ?? 0) + sizeOf(dims));
  const [stored = 'float32', ...others] = [...sizes].sort(([, a], [, b]) => b - a).map(([dtype]) => dtype);
  const computed = graph.nodes.some(n => n.op === 'Cast' && n.inputs.some(i => graph.weights.get(i)?.dtype === stored)) ? 'float32' : stored;
  const all = [stored, ...others.filter(o => o !== 'float32' || stored !== 'float32')].join(' and ');
  return { parameters: floating.reduce((sum, w) => sum + sizeOf(w.dims), 0), dtype: computed === stored ? all : `${all}, computed in ${computed}` };
}

function notesOf({ prepared, tokenizer, tokenizerFault, place }: Model): readonly Note[] {
  const notes: Note[] = [];
  if (place.withoutHalves !== undefined && halvesOf(prepared.graph).halves.moves.length > 0)
    notes.push({ level: 'info', message: message('The device of {0} has no float16 programs: the processor converts the stored numbers to float32 for it.', place.provider) });
  if (prepared.sites.length === 0) notes.push({ level: 'info', message: message('No attention sites were found; “Not taken as attention” says why.') });
  if (tokenizerFault) notes.push({ level: 'warning', message: tokenizerFault });
  else if (idInputs(prepared.graph).length === 0) notes.push({ level: 'info', message: message('This model reads no text: the command line takes its inputs as named tensors.') });
  else if (!tokenizer) notes.push({ level: 'info', message: message('No tokenizer.json beside the model: the command line takes token ids instead of text.') });
  if ('unused' in prepared && prepared.unused.unknown.length > 0) {
    const [first = '', ...others] = prepared.unused.unknown;
    notes.push({
      level: 'warning',
      message: message('The checkpoint holds tensors that its family does not use: {0} and {1} more. It may compute otherwise than its authors meant.', first, others.length),
    });
  }
  return notes;
}
