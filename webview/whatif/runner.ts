import type { Changes } from '../../src/core/analyses/experiments/experiment';
import type { HeadAddress } from '../../src/core/viewModels';
import { type Asking, CancellationTokenSource } from '../../src/protocol/channel';
import type { Experimented } from '../../src/protocol/engine';
import type { Answer } from '../../src/protocol/panel';
import { floats } from '../slices';
import { Latest } from './latest';
import { isNothing, NOTHING } from './recipe';
import { sameHead } from './scope';
import type { BenchStage, Trial } from './stage';

/** The row of EXPERIMENTS that compares. */
export const COMPARE = 'whatif';

export interface Question {
  readonly trial: Trial;
  readonly looked: HeadAddress;
  /** False while a slider or a weight is held: what comes is shown, and not kept. */
  readonly settled: boolean;
}

/** A head before and after, and what the experiment gave; no experiment is made where nothing is changed. */
export interface Found {
  readonly experimented: Experimented | undefined;
  readonly before: Float32Array;
  readonly after: Float32Array;
}

/** Makes comparisons, the newest first in line, and brings the weights of the head that is looked at with them, so that picture and numbers are of one change. */
export class Runner {
  private readonly latest: Latest<Question, Answer<Found>>;
  private source: CancellationTokenSource | undefined;
  private plain: { readonly head: HeadAddress; readonly values: Float32Array } | undefined;

  constructor(
    private readonly stage: BenchStage,
    private readonly progress: NonNullable<Asking['progress']>,
    take: (answer: Answer<Found>, question: Question, newest: boolean) => void,
  ) {
    this.latest = new Latest(question => this.ask(question), take);
  }

  /** Whether an experiment is under way. */
  get busy(): boolean {
    return this.source !== undefined;
  }

  /** The weights of a head as it is, where they are known already. */
  weightsOf(head: HeadAddress): Float32Array | undefined {
    return this.plain && sameHead(this.plain.head, head) ? this.plain.values : undefined;
  }

  /** Uniform weights are the same for every change of a text: they are asked for once the hand is still. */
  compare(changes: Changes, looked: HeadAddress, settled: boolean): void {
    const own = isNothing(changes) ? {} : this.stage.optionsOf(COMPARE);
    this.latest.put({ trial: { experiment: COMPARE, changes, options: settled ? own : { ...own, baseline: 'false' } }, looked, settled });
  }

  /** Only the head as it is. */
  look(looked: HeadAddress): void {
    this.compare(NOTHING, looked, false);
  }

  cancel(): void {
    this.latest.drop();
    this.source?.cancel();
  }

  private async ask({ trial, looked }: Question): Promise<Answer<Found>> {
    const what = { kind: 'head', site: looked.site, head: looked.head } as const;
    if (!this.weightsOf(looked)) {
      const plain = await this.stage.slice(what);
      if (!plain.ok) return plain;
      this.plain = { head: looked, values: floats(plain.value) };
    }
    const before = this.plain?.values ?? new Float32Array();
    if (isNothing(trial.changes)) return { ok: true, value: { experimented: undefined, before, after: before } };
    this.source = new CancellationTokenSource();
    const answer = await this.stage.experiment(trial, { token: this.source.token, progress: this.progress });
    this.source = undefined;
    if (!answer.ok) return answer;
    const after = await this.stage.changedSlice(what, trial.changes);
    return after.ok ? { ok: true, value: { experimented: answer.value, before, after: floats(after.value) } } : after;
  }
}
