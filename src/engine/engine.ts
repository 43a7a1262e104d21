import { createHash } from 'node:crypto';
import { serialize } from 'node:v8';
import type { Analysis } from '../core/analyses/analysis';
import { ANALYSES } from '../core/analyses/table';
import { asFault, raise } from '../core/fault';
import type { Probed } from '../core/instrument/probe';
import type { Tensor } from '../core/tensor/tensor';
import { editTokens } from '../core/tokens/edits';
import type { Input, Tokens } from '../core/tokens/input';
import type { Asked } from '../protocol/channel';
import {
  type Analysed,
  type AnalyseParams,
  ENGINE_PROTOCOL,
  type Experimented,
  type ExperimentParams,
  type Glance,
  type GlanceParams,
  type Hello,
  type ModelCard,
  type ModelChoice,
  type Slice,
  type SliceParams,
  type WriteParams,
} from '../protocol/engine';
import { tokenParts } from '../protocol/readings';
import { type Answer, conclude, type Gathered, gather, type Posed, pose } from './analyse';
import { besideEachOther } from './beside';
import { cardOf } from './card';
import { experimentInfos, mapInfos } from './catalogue';
import { changedKey, changedWeights, trialOf, withDonor } from './changed';
import { selfCheck } from './check';
import { effectiveRun, effectiveSlice } from './effectiveSlice';
import { perform } from './experiment';
import { glanceAt } from './glance';
import { Kept } from './kept';
import { isLong, LongRun, type Reach } from './longRun';
import type { Checks, Model } from './model';
import { assertWritable, writeNumbers } from './numbers';
import { closeModel, openModel } from './open';
import { probe } from './probe';
import { type Question, questionOf, tokensOf } from './question';
import { Queue, URGENCY } from './queue';
import { assertReading, type Readable, type ReadSite } from './readings';
import { runtimeVersion } from './runtime';
import { headOf, type Weights } from './slices';
import { assertUnchanged, changeOf } from './stamps';
import { swapNotes, underSwaps } from './swaps';
import { readTensorFile } from './tensorFile';
import { vocabularyOf } from './vocabulary';
import { type CutParams, WeightStore } from './weightStore';
import { weightBytesOf } from './weights';

/** Tokens of the glances that are kept. */
const KEPT_GLANCES = 1e5;
/** A model up to this size is checked before its card is given: a run of a few tokens is not felt. A larger one is checked when nobody waits. */
const CHECK_AT_ONCE = 3e8;

/** Lets a piece of a request take its turn among other requests. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

/** A long text's analysis, ready to be run for; `changed` is the model under the swaps that are asked for. */
interface BegunLong {
  readonly model: Model;
  readonly changed: Model;
  readonly posed: Posed;
}

interface Open {
  readonly model: Model;
  checks: Checks;
}

/** The engine of one process: one model open at a time, everything else made from requests. Its methods are called one at a time (see `queue`). */
export class Engine {
  readonly queue = new Queue();
  private readonly store = new WeightStore();
  private readonly glances = new Kept<Glance>(KEPT_GLANCES, ({ tokens }) => tokens.ids.length);
  private current: Open | undefined;

  hello(): Hello {
    const analyses = ANALYSES.map(({ id, title, shows, source, caveat, view, parameters }) => ({ id, title, shows, source, caveat, view, parameters }));
    return { protocol: ENGINE_PROTOCOL, runtime: runtimeVersion(), analyses, experiments: experimentInfos(), maps: mapInfos() };
  }

  /** Reads the model anew if anything of it changed on disk. */
  async open(choice: ModelChoice, asked: Asked): Promise<ModelCard> {
    const open = await this.use(choice, '', asked);
    if (open.checks.length === 0) {
      const check = async (): Promise<void> => {
        open.checks = await selfCheck(open.model);
      };
      if (weightBytesOf(open.model.prepared.graph) <= CHECK_AT_ONCE) await check();
      else this.queue.run(URGENCY.background, undefined, check).catch(() => undefined);
    }
    return cardOf(open.model, open.checks);
  }

  async tokens(choice: ModelChoice, input: Input, asked: Asked): Promise<Tokens> {
    return tokensOf((await this.use(choice, '', asked)).model, input);
  }

  /** Only what needs the model takes its turn among other requests; what is computed from it holds up nobody. A long text is run layer by layer, each in a turn of its own. */
  async analyse(params: AnalyseParams, asked: Asked, inTurn: InTurn): Promise<Analysed> {
    const start = performance.now();
    const { stamp, tokens, outcome } = await this.answer(params, asked, inTurn);
    return { stamp, tokens, view: outcome.view, notes: [...swapNotes(params.swaps ?? []), ...outcome.notes], milliseconds: performance.now() - start };
  }

  /** As `analyse`; its numbers go to a file instead of a picture. */
  async write(params: WriteParams, asked: Asked, inTurn: InTurn): Promise<{ readonly stamp: string; readonly bytes: number }> {
    assertWritable(params.file);
    // Weights are what a file of attention is of; the other analyses give the same of a text that is run layer by layer.
    const { stamp, outcome } = await this.answer(params, asked, inTurn, analysisNamed(params.analysis).view === 'attention');
    // Named as the command line names the first of its texts.
    const tensors = Object.fromEntries(Object.entries(outcome.tensors).map(([name, tensor]) => [`0.${name}`, tensor]));
    const { file, beside } = params;
    if (!beside) return { stamp, bytes: await writeNumbers(file, tensors, asked) };
    const both = besideEachOther(readTensorFile(beside.first), tensors, beside.difference);
    return { stamp, bytes: await writeNumbers(file, both, asked, beside.sides) };
  }

  /** `whole`: with all weights, however many, as a file takes them. */
  private async answer(params: AnalyseParams, asked: Asked, inTurn: InTurn, whole = false): Promise<Answer & { readonly stamp: string }> {
    const analysis = analysisNamed(params.analysis);
    const { swaps = [], input, options } = params;
    let { stamp } = params;
    const open = async (): Promise<Model> => {
      const { model } = await this.use(params.model, stamp, asked);
      stamp = model.stamp;
      return model;
    };
    const begun = await inTurn(async () => {
      const model = await open();
      const question = questionOf(model, input);
      const changed = swaps.length > 0 ? underSwaps(model, swaps) : model;
      if (!whole && isLong(model, question)) return { model, changed, posed: await this.guarded(pose(changed, analysis, question, options, true)) };
      const gathered = await this.guarded(gather(changed, analysis, question, options));
      if (swaps.length === 0) this.keepWeights(model, input, gathered.probed);
      return { gathered };
    });
    const gathered = begun.gathered ?? (await this.gatherLong(begun, params, { open, inTurn, asked, label: analysis.title }));
    return { ...(await conclude(gathered, asked)), stamp };
  }

  private keepWeights(model: Model, input: Input, probed: Probed): void {
    const weights = model.prepared.sites.map(s => probed.get(`attentions.${s.index}`));
    if (weights.length > 0 && weights.every(w => w !== undefined)) this.store.weights.keep(keyOf(model, input), weights as Weights);
  }

  /** What an analysis needs of a long text. What its panel will ask for next is taken along: thumbnails of all heads. */
  private async gatherLong({ model, changed, posed }: BegunLong, { input, swaps = [] }: AnalyseParams, reach: Reach): Promise<Gathered> {
    const plain = swaps.length === 0;
    const run = plain ? this.store.longRun(keyOf(model, input), posed.question, model.prepared) : new LongRun(posed.question, model.prepared);
    const needs = plain && posed.analysis.view === 'attention' ? [...posed.needs, ...run.pooledProbes(model.prepared)] : posed.needs;
    const open = async (): Promise<Model> => {
      const now = await reach.open();
      if (now === model) return changed;
      return plain ? now : underSwaps(now, swaps);
    };
    return { ...posed, probed: await run.probe(needs, this.guardedReach({ ...reach, open })) };
  }

  private guardedReach = (reach: Reach): Reach => ({ ...reach, inTurn: work => reach.inTurn(() => this.guarded(work())) });

  /** Each run of an experiment takes its turn. The weights of both models are kept for slices. */
  async experiment(params: ExperimentParams, asked: Asked, inTurn: InTurn): Promise<Experimented> {
    const start = performance.now();
    const [input] = params.inputs;
    let { stamp } = params;
    const open = async (): Promise<Model> => {
      const { model } = await this.use(params.model, stamp, asked);
      stamp = model.stamp;
      return model;
    };
    const { tokens, outcome } = await withDonor(params, asked, donor => this.guarded(perform(open, { ...trialOf(params), ...(donor && { donor }) }, asked, inTurn)));
    if (outcome.weights && input) {
      this.store.weights.keep(`${stamp} ${digest(input)}`, outcome.weights.before);
      this.store.weights.keep(`${stamp} ${digest(changedKey({ ...params, input }))}`, outcome.weights.after);
    }
    return { stamp, tokens, view: outcome.view, notes: outcome.notes, milliseconds: performance.now() - start };
  }

  /** What is computed from a run holds up nobody, as in `analyse`. */
  async slice(params: SliceParams, asked: Asked, inTurn: InTurn): Promise<Slice> {
    const { what } = params;
    if (what.kind !== 'effective') return this.cut({ ...params, what }, asked, inTurn);
    const { model, probed } = await inTurn(async () => {
      const { model } = await this.use(params.model, params.stamp, asked);
      return { model, probed: await this.guarded(effectiveRun(model, { ...params, what })) };
    });
    return effectiveSlice(model, what, probed, asked);
  }

  /** Weights that are there are cut; those of a long text are run for, head by head. */
  private async cut(params: SliceParams & { readonly what: CutParams }, asked: Asked, inTurn: InTurn): Promise<Slice> {
    const { input, what, changes } = params;
    if (what.kind === 'matrix' || what.kind === 'line') assertReading(what.reading);
    const open = async (): Promise<Model> => (await this.use(params.model, params.stamp, asked)).model;
    const found = await inTurn(async () => {
      const model = await open();
      const key = `${model.stamp} ${digest(changes ? changedKey(params) : input)}`;
      const question = questionOf(model, input);
      if (!changes && !this.store.weights.get(key) && isLong(model, question)) return { key, run: this.store.longRun(key, question, model.prepared) };
      const weights = async (): Promise<Weights> => {
        const weights = this.store.weights.get(key) ?? (await this.guarded(changes ? changedWeights(model, params, asked) : weightsOf(model, question)));
        this.store.weights.keep(key, weights);
        return weights;
      };
      return { slice: await this.store.ofWhole(key, weights, what, given => readable(model, question, changes, given)) };
    });
    return found.slice ?? this.store.ofLong(found.key, found.run, what, this.guardedReach({ open, inTurn, asked }));
  }

  /** Kept by text and summary, so that a pointer that comes back waits for nothing. */
  async glance({ model: choice, input, summary = { kind: 'rollout' } }: GlanceParams, asked: Asked): Promise<Glance> {
    const { model } = await this.use(choice, '', asked);
    const run = keyOf(model, input);
    const key = `${run} ${digest(summary)}`;
    const glance = this.glances.get(key) ?? (await this.guarded(glanceAt(model, questionOf(model, input), summary, this.store.weights.get(run))));
    this.glances.keep(key, glance);
    return glance;
  }

  async close(): Promise<void> {
    const { current } = this;
    this.current = undefined;
    this.store.clear();
    this.glances.clear();
    if (current) await closeModel(current.model);
  }

  /** The open model, if it is the one asked for and still the one on disk; else opens it. A stamp that is not met is a fault. */
  private async use(choice: ModelChoice, stamp: string, asked: Asked): Promise<Open> {
    const same = this.current !== undefined && keyOfChoice(this.current.model.choice) === keyOfChoice(choice);
    if (this.current && same && stamp === this.current.model.stamp) {
      await this.guarded(Promise.resolve().then(() => assertUnchanged(this.current?.model.stamps.values() ?? [])));
      return this.current;
    }
    const changed = this.current && [...this.current.model.stamps.values()].some(s => changeOf(s) !== undefined);
    if (!this.current || !same || changed) {
      await this.close();
      this.current = { model: await openModel(choice, asked), checks: [] };
    }
    if (stamp !== '' && stamp !== this.current.model.stamp) raise({ code: 'changed-on-disk', path: this.current.model.path, how: 'overwritten' });
    return this.current;
  }

  /** Closes the model whose files changed under it: nothing that was computed from it may be used. */
  private async guarded<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (thrown) {
      if (asFault(thrown).code === 'changed-on-disk') await this.close();
      throw thrown;
    }
  }
}

/** The row of ANALYSES of this name. */
export function analysisNamed(id: string): Analysis {
  const known = ANALYSES.map(a => a.id).join(', ');
  return ANALYSES.find(a => a.id === id) ?? raise({ code: 'bad-usage', what: id, why: `no such analysis. There are ${known}.` });
}

async function weightsOf(model: Model, question: Question): Promise<Weights> {
  const { sites, misses } = model.prepared;
  if (sites.length === 0) raise({ code: 'no-attention', path: model.path, reasons: misses.map(m => m.why) });
  const names = sites.map(s => `attentions.${s.index}`);
  const probed = await probe(model, question, names);
  return names.map(name => probed.get(name) as Tensor<'float32'>);
}

/** Weights of a run as readings take them, with the tokens that they are of. */
function readable(model: Model, { tokens }: Question, changes: SliceParams['changes'], weights: Weights): Readable {
  const read = changes && changes.tokens.length > 0 ? editTokens(tokens, changes.tokens, vocabularyOf(model)).tokens : tokens;
  const sites = weights.map(({ dims: [heads = 0, queries = 0, keys = 0] }, index): ReadSite => {
    const { kind = 'self', stack = 'only' } = model.prepared.sites[index] ?? {};
    return { kind, stack, heads, queries, keys };
  });
  return { sites, tokens: tokenParts(read), site: async at => sites[at] as ReadSite, head: async (site, head) => headOf(weights, site, head) };
}

const keyOfChoice = ({ path, provider, runtimePath }: ModelChoice): string => JSON.stringify([path, provider, runtimePath]);
const keyOf = ({ stamp }: Model, input: Input): string => `${stamp} ${digest(input)}`;
const digest = (value: unknown): string => createHash('sha256').update(serialize(value)).digest('hex');
