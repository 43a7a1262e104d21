import { mappingOf } from '../core/attention/mappings';
import { measureInputs } from '../core/attention/measureInputs';
import type { AttentionSite } from '../core/attention/site';
import { FaultError } from '../core/fault';
import { type Message, message } from '../core/message';
import type { Tensor } from '../core/tensor/tensor';
import { rowsOf } from './feeds';
import type { Checks, Model } from './model';
import { probe } from './probe';
import { plainTokens } from './question';
import { firstLine } from './runtime';

type Check = Checks[number];

/** Rows of float32 weights sum to one within this; 512 keys leave 1e-5. */
const ROW_TOLERANCE = 1e-4;
/** Taps keep the runtime from fusing some operators: another order of summation, never more. */
const OUTPUT_TOLERANCE = 1e-4;

/**
 * Runs a short input of its own and looks whether the model is what it was taken for: rows of weights sum to one where the mapping says so, no query of a
 * causal site sees a later key, and the graph rewritten to give weights gives the same outputs as the plain one.
 */
export async function selfCheck(model: Model): Promise<Checks> {
  const { sites, logits, hiddenStates } = model.prepared;
  if (sites.length === 0) return [];
  try {
    const question = sample(model);
    const outputs = [...(logits === undefined ? [] : ['logits']), ...hiddenStates.slice(-1).map((_, i) => `hidden_states.${hiddenStates.length - 1 + i}`)];
    const plain = await probe(model, question, outputs);
    const seen = await probe(model, question, [...sites.map(s => `attentions.${s.index}`), ...outputs]);
    const weights = sites.map(site => ({ site, weights: seen.get(`attentions.${site.index}`) }));
    return [rowSums(weights), causality(weights), ...outputs.map(name => sameOutput(name, plain.get(name), seen.get(name)))].filter(c => c !== undefined);
  } catch (thrown) {
    if (thrown instanceof FaultError && thrown.fault.code === 'changed-on-disk') throw thrown;
    return [{ id: 'runs', ok: false, message: message('The self-check could not run: {0}', firstLine(thrown)) }];
  }
}

/** A short input in the model's own terms: what shapes are measured with, one row of it. */
function sample({ prepared: { graph, sample } }: Model): { tokens: ReturnType<typeof plainTokens>; feeds: Readonly<Record<string, Tensor>> } {
  const [feeds = {}] = rowsOf(graph, sample ?? measureInputs(graph)[0]?.[0] ?? {});
  return { tokens: plainTokens([]), feeds };
}

interface Weighed {
  readonly site: AttentionSite;
  readonly weights: Tensor | undefined;
}

function rowSums(all: readonly Weighed[]): Check | undefined {
  const stochastic = all.filter(({ site }) => mappingOf(site.mapping)?.rowsSumToOne);
  if (stochastic.length === 0) return undefined;
  let [least, most] = [1, 1];
  for (const { weights } of stochastic) {
    const keys = weights?.dims.at(-1) ?? 0;
    for (let at = 0; weights && at < weights.data.length; at += keys) {
      let sum = 0;
      for (let key = at; key < at + keys; key++) sum += Number(weights.data[key]);
      least = Number.isNaN(sum) ? Number.NaN : Math.min(least, sum);
      most = Math.max(most, sum);
    }
  }
  const id = 'rows-sum';
  if (!(least >= -ROW_TOLERANCE && most <= 1 + ROW_TOLERANCE))
    return { id, ok: false, message: message('Rows of weights should sum to one and sum to {0} to {1}.', digits(least), digits(most)) };
  if (least >= 1 - ROW_TOLERANCE) return { id, ok: true, message: message('Every row of weights sums to one.') };
  return { id, ok: true, message: message('Rows of weights sum to {0} to {1}: some of the weight goes to no token (a sink).', digits(least), digits(most)) };
}

function causality(all: readonly Weighed[]): Check | undefined {
  const causal = all.filter(({ site }) => site.causal && site.kind === 'self');
  if (causal.length === 0) return undefined;
  const wrong = causal.find(({ weights }) => weights && leaks(weights));
  const text: Message = wrong ? message('A query of site {0} sees a later key, although the model is causal.', wrong.site.index) : message('No query sees a later key.');
  return { id: 'causal', ok: !wrong, message: text };
}

/** Whether any weight above the diagonal is not zero; where keys came before, the last query stands at the last key. */
function leaks({ dims, data }: Tensor): boolean {
  const [queries = 0, keys = 0] = dims.slice(-2);
  for (let at = 0; at < data.length; at++) if ((at % keys) - (Math.floor(at / keys) % queries) > keys - queries && Number(data[at]) !== 0) return true;
  return false;
}

function sameOutput(name: string, plain: Tensor | undefined, seen: Tensor | undefined): Check {
  const id = `same-${name}`;
  if (!plain || !seen || plain.data.length !== seen.data.length) return { id, ok: false, message: message('The rewritten graph gives {0} of another shape.', name) };
  let [difference, scale] = [0, 1];
  for (let i = 0; i < plain.data.length; i++) {
    const [a, b] = [Number(plain.data[i]), Number(seen.data[i])];
    difference = Math.max(difference, Number.isNaN(a - b) ? Number.POSITIVE_INFINITY : Math.abs(a - b));
    scale = Math.max(scale, Math.abs(a));
  }
  const ok = difference <= OUTPUT_TOLERANCE * scale;
  return { id, ok, message: message('Reading the weights changes {0} by {1}.', name, difference.toPrecision(2)) };
}

const digits = (value: number): string => value.toFixed(4);
