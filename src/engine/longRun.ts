import { raise } from '../core/fault';
import type { Probed, ProbeName } from '../core/instrument/probe';
import type { Message } from '../core/message';
import type { Prepared } from '../core/prepared';
import type { Tensor } from '../core/tensor/tensor';
import type { Tokens } from '../core/tokens/input';
import type { Asked } from '../protocol/channel';
import { tokenParts } from '../protocol/readings';
import type { Turn } from './experiment';
import { memoryLimit } from './memory';
import type { Model } from './model';
import { extentOf } from './probe';
import type { Question } from './question';
import type { Readable, ReadSite } from './readings';
import type { Weights } from './slices';
import { canBeStaged, runStage, type States, stagesOf } from './stages';

/** All weights of a run are held together up to so many bytes: 512 tokens in a model of 24 layers of 16 heads are 403 MB. */
const WHOLE = 5e8;
/** And up to this share of what a run may take. */
const WHOLE_SHARE = 0.25;
/** A pooled head has about so many cells a side. */
const POOLED = 128;

/** Whether the weights of a text are too many to be held together. */
export function isLong(model: Model, { feeds }: Pick<Question, 'feeds'>): boolean {
  const { batch, tokens } = extentOf(model, feeds);
  const bytes = model.prepared.sites.reduce((sum, { heads }) => sum + batch * heads * tokens * tokens * 4, 0);
  return bytes > Math.min(WHOLE, WHOLE_SHARE * memoryLimit(model.memory));
}

/** How a long run reaches its model: anew at each turn, since another request may have closed it meanwhile. */
export interface Reach {
  readonly open: () => Promise<Model>;
  readonly inTurn: Turn;
  readonly asked: Asked;
  /** What progress is reported of. */
  readonly label?: Message;
}

/**
 * A text whose weights are never all in memory. The model is run layer by layer, each in a turn of its own, between which a hover is answered and a cancel is heard; what enters each layer is kept, so
 * that one head is had again by a piece of one layer.
 */
export class LongRun {
  private readonly states: States = new Map();
  /** By site: [heads, cells, cells]. */
  private readonly pooled = new Map<number, Tensor<'float32'>>();
  /** By site: queries and keys. */
  private readonly sizes = new Map<number, readonly [number, number]>();
  /** The head that was last made: its size is asked for before its weights are. */
  private last: { readonly name: ProbeName; readonly weights: Tensor<'float32'> } | undefined;
  readonly bytes: number;

  constructor(
    private readonly question: Question,
    { facts, sites }: Prepared,
  ) {
    this.bytes = 4 * (question.tokens.ids.length * (facts.hidden ?? 0) * facts.layers + sites.reduce((sum, { heads }) => sum + heads * POOLED * POOLED, 0));
  }

  /** Probes by as many runs as there are layers that they concern; one run where the model cannot be cut. */
  async probe(needs: readonly ProbeName[], { open, inTurn, asked, label }: Reach): Promise<Probed> {
    const stages = await inTurn(async () => {
      const model = await open();
      return canBeStaged(model) ? stagesOf(model.prepared, needs, this.states) : [{ layer: 0, needs, carries: false }];
    });
    const all = new Map<ProbeName, Tensor>();
    for (const [done, stage] of stages.entries()) {
      if (asked.token.isCancellationRequested) raise({ code: 'cancelled' });
      if (label) asked.progress({ share: done / stages.length, label });
      const probed = await inTurn(async () => runStage(await open(), this.question, stage, this.states));
      for (const [name, value] of probed) all.set(name, value);
    }
    this.remember(all);
    return all;
  }

  /** Probes that thumbnails are made of. */
  pooledProbes({ sites }: Prepared): readonly ProbeName[] {
    const block = Math.max(1, Math.ceil(this.question.tokens.ids.length / POOLED));
    return sites.map(({ index }) => `pooled.${index}.${block}`);
  }

  /** All heads, pooled: what thumbnails are made of. */
  async pooledWeights(reach: Reach): Promise<Weights> {
    const { prepared } = await reach.inTurn(reach.open);
    const missing = this.pooledProbes(prepared).filter((_, site) => !this.pooled.has(site));
    if (missing.length > 0) await this.probe(missing, reach);
    return prepared.sites.map(({ index }) => this.pooled.get(index) ?? raise({ code: 'internal', why: `no pooled weights of site ${index}` }));
  }

  /** Its heads one by one, for readings. */
  async readable(reach: Reach): Promise<Readable> {
    const { prepared } = await reach.inTurn(reach.open);
    const sites = prepared.sites.map(({ heads }) => ({ heads }));
    const site = async (at: number, head: number): Promise<ReadSite> => {
      if (!this.sizes.has(at)) await this.head(at, head, reach);
      const [queries, keys] = this.sizes.get(at) ?? [0, 0];
      const { kind = 'self', stack = 'only', heads = 0 } = prepared.sites[at] ?? {};
      return { kind, stack, heads, queries, keys };
    };
    return { sites, tokens: tokenParts(this.tokens), site, head: (at, head) => this.head(at, head, reach) };
  }

  private get tokens(): Tokens {
    return this.question.tokens;
  }

  private async head(site: number, head: number, reach: Reach): Promise<Tensor<'float32'>> {
    const name: ProbeName = `head.${site}.${head}`;
    if (this.last?.name === name) return this.last.weights;
    this.last = undefined;
    const weights = (await this.probe([name], reach)).get(name) as Tensor<'float32'>;
    const [queries = 0, keys = 0] = weights.dims;
    this.sizes.set(site, [queries, keys]);
    this.last = { name, weights };
    return weights;
  }

  private remember(probed: Probed): void {
    for (const [name, value] of probed) {
      const [kind, site] = name.split('.');
      if (kind === 'pooled') this.pooled.set(Number(site), value as Tensor<'float32'>);
      if (kind !== 'shape') continue;
      const [, queries = 0, keys = 0] = Array.from(value.data as ArrayLike<number | bigint>, Number);
      this.sizes.set(Number(site), [queries, keys]);
    }
  }
}
