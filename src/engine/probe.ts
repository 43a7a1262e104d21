import { raise } from '../core/fault';
import { type Instrumented, instrument, probed, tokenFeeds } from '../core/instrument/instrument';
import type { Probed, ProbeName } from '../core/instrument/probe';
import { verify } from '../core/onnx/verify';
import { row, type Tensor } from '../core/tensor/tensor';
import type { Tokens } from '../core/tokens/input';
import { idInputs } from './feeds';
import { assertFits, type Extent, memoryLimit, needOf } from './memory';
import type { Model } from './model';
import type { Question } from './question';
import type { Tensors } from './session';

/** Rewritten graphs that are kept; a panel asks for the same few again and again. */
const KEPT_GRAPHS = 32;
/** Bytes from which on a run's memory is given back at once. */
const LARGE_RUN = 5e8;

/** One run of a model for one text, for the values that are asked for. `once`: its memory is given back even if it is not large, since another run follows. */
export async function probe(model: Model, { tokens, feeds }: Question, needs: readonly ProbeName[], once = false): Promise<Probed> {
  if (needs.length === 0) return new Map();
  const instrumented = instrumentedFor(model, needs);
  return probed(instrumented, await runOnce(model, instrumented, needs, { feeds, tokens, once }));
}

/**
 * One run of a model for a whole batch: what each row gives, padding included. `count` is the length of the batch axis that every value must
 * have; undefined where one has another, so that the rows must be run one by one.
 */
export async function probeBatch(model: Model, feeds: Tensors, count: number, needs: readonly ProbeName[]): Promise<readonly Probed[] | undefined> {
  const instrumented = instrumentedFor(model, needs);
  if (instrumented.inputs.length > 0) return undefined;
  const raw = await runOnce(model, instrumented, needs, { feeds, once: false });
  const values = [...instrumented.outputs].map(([name, output]): [ProbeName, Tensor] => [name, raw[output] ?? raise({ code: 'internal', why: `the run gave no ${output}` })]);
  if (values.some(([, { dims }]) => dims[0] !== count)) return undefined;
  return Array.from({ length: count }, (_, text) => new Map(values.map(([name, value]) => [name, row(value, text)])));
}

interface Run {
  readonly feeds: Tensors;
  readonly tokens?: Tokens;
  readonly once: boolean;
}

async function runOnce(model: Model, instrumented: Instrumented, needs: readonly ProbeName[], { feeds, tokens, once }: Run): Promise<Tensors> {
  const extent = extentOf(model, feeds);
  const own = tokens ? { ...feeds, ...tokenFeeds(instrumented, tokens) } : feeds;
  const bytes = needOf(model.prepared, needs, extent, instrumented.graph, new Map(Object.entries(own).map(([name, { dims }]) => [name, dims])));
  assertFits(bytes, `a run of ${extent.tokens} tokens`, memoryLimit(model.memory));
  const all = model.feedsFor ? { ...own, ...(await model.feedsFor(feeds)) } : own;
  return model.sessions.run(instrumented.graph, all, once || bytes > LARGE_RUN);
}

function instrumentedFor(model: Model, needs: readonly ProbeName[]): Instrumented {
  const key = needs.join();
  const known = model.instrumented.get(key);
  if (known) return known;
  const made = instrument(model.prepared, needs);
  const [problem] = verify(made.graph);
  if (problem) return raise({ code: 'internal', why: `the rewritten graph is wrong: ${problem}` });
  for (const oldest of model.instrumented.keys()) if (model.instrumented.size >= KEPT_GRAPHS) model.instrumented.delete(oldest);
  model.instrumented.set(key, made);
  return made;
}

/** Length of the input: of its tokens, or, where it has none, of the longest axis that is not fixed. */
export function extentOf({ prepared: { graph } }: Model, feeds: Tensors): Extent {
  const [ids] = idInputs(graph);
  const dims = ids && feeds[ids.name]?.dims;
  if (dims) return { batch: dims.length > 1 ? (dims[0] ?? 1) : 1, tokens: dims.at(-1) ?? 1 };
  const free = graph.inputs.flatMap(i => (feeds[i.name]?.dims ?? []).filter((_, axis) => axis > 0 && typeof i.dims?.[axis] !== 'number'));
  return { batch: 1, tokens: Math.max(1, ...free) };
}
