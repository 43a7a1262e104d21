import { asFault } from '../core/fault';
import type { Prepared } from '../core/prepared';
import type { CancellationToken } from '../protocol/channel';
import type { Reading, Slice } from '../protocol/engine';
import { Kept } from './kept';
import { LongRun, type Reach } from './longRun';
import { memoryLimit } from './memory';
import type { Question } from './question';
import { cutOf, matrixKey, type Readable, type ReadingParams, type ReadMatrix, readMatrix } from './readings';
import { bytesOfWeights, type PlainSlice, sliceOf, sliceOfHead, thumbnails, type Weights } from './slices';

/** Weights of past runs that are kept for slices take at most this share of the memory that a run may take. */
const KEPT_SHARE = 0.25;
/** Bytes of the readings that are kept for windows that move over them: two heads of 4,096 tokens, or some hundred of 512. */
const KEPT_MATRICES = 1.5e8;
/** Bytes of what is kept of long texts. */
const KEPT_LONG = 3e8;

/** What is cut from weights, as they are or as a reading has them. */
export type CutParams = PlainSlice | ReadingParams;

/** What is kept of past runs for the slices that panels ask for next, by what the run follows from. */
export class WeightStore {
  readonly weights = new Kept<Weights>(KEPT_SHARE * memoryLimit(), bytesOfWeights);
  private readonly long = new Kept<LongRun>(KEPT_LONG, ({ bytes }) => bytes);
  private readonly matrices = new Kept<ReadMatrix>(KEPT_MATRICES, ({ values, rowEnds }) => values.byteLength + rowEnds.byteLength);
  private readonly making = new Map<string, Promise<ReadMatrix>>();

  clear(): void {
    for (const kept of [this.weights, this.long, this.matrices]) kept.clear();
  }

  /** The long run of a text; one that begins, where none is kept. */
  longRun(key: string, question: Question, prepared: Prepared): LongRun {
    const run = this.long.get(key) ?? new LongRun(question, prepared);
    this.long.keep(key, run);
    return run;
  }

  /** A slice of weights that are there. `readable` is asked for readings that are not kept. */
  async ofWhole(key: string, weights: () => Promise<Weights>, what: CutParams, readable: (weights: Weights) => Readable): Promise<Slice> {
    if (what.kind !== 'matrix' && what.kind !== 'line') return sliceOf(await weights(), what);
    return cutOf(await this.matrix(key, what.reading, async () => readable(await weights())), what);
  }

  /** A slice of a long run; heads that it takes are run for. */
  async ofLong(key: string, run: LongRun, what: CutParams, reach: Reach): Promise<Slice> {
    if (what.kind === 'thumbnails') return thumbnails(await run.pooledWeights(reach), what.side);
    const reading = what.kind === 'matrix' || what.kind === 'line' ? what.reading : asItIs(what);
    const matrix = await this.matrix(key, reading, () => run.readable(reach), reach.asked.token);
    return what.kind === 'matrix' || what.kind === 'line' ? cutOf(matrix, what) : sliceOfHead(matrix, what);
  }

  /** A reading, made once for all who ask while it is being made; who waits for one whose asker gave up makes it anew. */
  private async matrix(key: string, reading: Reading, readable: () => Promise<Readable>, token?: CancellationToken): Promise<ReadMatrix> {
    const name = `${key} ${matrixKey(reading)}`;
    const known = this.matrices.get(name);
    if (known) return known;
    const others = this.making.get(name);
    if (others) {
      const made = await others.catch((thrown: unknown) => {
        if (asFault(thrown).code !== 'cancelled' || token?.isCancellationRequested) throw thrown;
      });
      return made ?? this.matrix(key, reading, readable, token);
    }
    const making = readable().then(run => readMatrix(run, reading));
    this.making.set(name, making);
    try {
      const made = await making;
      this.matrices.keep(name, made);
      return made;
    } finally {
      this.making.delete(name);
    }
  }
}

/** One head alone, nothing joined, nothing left out. */
const asItIs = ({ site, head }: Exclude<PlainSlice, { kind: 'thumbnails' }>): Reading => ({ heads: [[site, head]], combine: 'sum', words: false, special: true, scale: 'one' });
