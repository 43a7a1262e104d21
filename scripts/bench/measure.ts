import { performance } from 'node:perf_hooks';
import { analyse } from '../../src/engine/analyse';
import { analysisNamed } from '../../src/engine/engine';
import { closeModel, openModel } from '../../src/engine/open';
import { probe } from '../../src/engine/probe';
import { questionOf } from '../../src/engine/question';
import { loadRuntime } from '../../src/engine/runtime';
import { runSession, serialiseGraph } from '../../src/engine/session';

export interface Bench {
  readonly model: string;
  readonly runs: number;
  readonly lengths: readonly number[];
}

export const ASKED = { token: { isCancellationRequested: false, onCancellationRequested: () => ({ dispose: () => undefined }) }, progress: () => undefined };
export const choiceOf = (path: string) => ({ path, provider: 'cpu', runtimePath: '' });
export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
export const ms = (value: number): string => `${value.toFixed(value < 10 ? 2 : 1)} ms`.padStart(10);

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/**
 * Runs are interleaved in blocks, since a machine's speed drifts. Within a block nothing else runs and the first two are not counted: sessions that take turns one by
 * one throw each other's weights out of the processor's cache, and of two equal ones one then seems half again as slow as the other.
 */
const BLOCK = 5;
const WARM = 2;

/** Times of each way, in milliseconds. */
export async function interleaved(ways: readonly (() => Promise<unknown>)[], runs: number): Promise<readonly (readonly number[])[]> {
  const times: number[][] = ways.map(() => []);
  for (let done = 0; done < runs; done += BLOCK) {
    for (const [i, way] of ways.entries()) {
      for (let run = 0; run < WARM; run++) await way();
      for (let run = 0; run < BLOCK; run++) times[i]?.push(await timed(way));
    }
  }
  return times;
}

/** Ids that a text might have: no special ones, no pattern. */
export const idsOf = (count: number, vocabulary: number): number[] => Array.from({ length: count }, (_, i) => 5 + ((i * 7919) % Math.max(1, vocabulary - 5)));

export async function measure({ model: path, runs, lengths }: Bench): Promise<void> {
  const runtime = await loadRuntime('');
  const model = await openModel(choiceOf(path), ASKED);
  const { facts, graph, sites } = model.prepared;
  console.log(`${path}: ${facts.family}, ${sites.length} layers of ${facts.heads} heads; median of ${runs}, interleaved`);
  const { bytes, root } = serialiseGraph(graph);
  const plain = await runtime.InferenceSession.create(bytes, { logSeverityLevel: 4, extra: { session: { model_external_initializers_file_folder_path: root } } });
  const needs = sites.map(s => `attentions.${s.index}`);
  const fits = lengths.filter(n => n <= (facts.maxTokens ?? n));
  for (const n of fits) {
    const input = { kind: 'ids', ids: idsOf(n, facts.vocabulary ?? 100) } as const;
    const ways: (() => Promise<unknown>)[] = [
      () => runSession(model.place, plain, questionOf(model, input).feeds),
      () => probe(model, questionOf(model, input), needs),
      () => analyse(model, analysisNamed('attention'), questionOf(model, input), {}, ASKED),
    ];
    // Warm: each way has run, and what is asked for again has been rebuilt with prepacked weights.
    for (let again = 0; again < 3; again++) for (const way of ways) await way();
    await model.sessions.rebuild();
    await model.sessions.rebuild();
    const [base = 1, ...others] = (await interleaved(ways, runs)).map(median);
    const [weights = 0, analysis = 0] = others;
    console.log(
      `${String(n).padStart(5)} tokens: plain ${ms(base)}   all attention ${ms(weights)} = ${(weights / base).toFixed(2)}x   Attention analysis ${ms(analysis)} = ${(analysis / base).toFixed(2)}x`,
    );
  }
  await plain.release();
  await closeModel(model);
  for (const n of fits) await headStatistics(path, n, runs);
  await opening(path, Math.min(16, ...fits));
  for (const n of [16, 32]) await flow(path, n);
}

/** Head statistics as they are, with their spread over queries, and with all heads compared (in a thread of its own where that is long). */
async function headStatistics(path: string, tokens: number, runs: number): Promise<void> {
  const model = await openModel(choiceOf(path), ASKED);
  const question = questionOf(model, { kind: 'ids', ids: idsOf(tokens, model.prepared.facts.vocabulary ?? 100) });
  const ways = [{}, { spread: 'true' }, { clusters: 'true' }].map(options => () => analyse(model, analysisNamed('heads'), question, options, ASKED));
  for (let again = 0; again < 3; again++) for (const way of ways) await way();
  await model.sessions.rebuild();
  await model.sessions.rebuild();
  const [plain = 1, spread = 0, compared = 0] = (await interleaved(ways, Math.min(runs, 10))).map(median);
  console.log(`${String(tokens).padStart(5)} tokens: head statistics ${ms(plain)}   with spread ${ms(spread)} = ${(spread / plain).toFixed(2)}x   heads compared ${ms(compared)}`);
  await closeModel(model);
}

/** From nothing open to the first picture's numbers, in a warm process. */
async function opening(path: string, tokens: number): Promise<void> {
  const times: number[] = [];
  for (let run = 0; run < 5; run++) {
    times.push(
      await timed(async () => {
        const model = await openModel(choiceOf(path), ASKED);
        await analyse(model, analysisNamed('attention'), questionOf(model, { kind: 'ids', ids: idsOf(tokens, model.prepared.facts.vocabulary ?? 100) }), {}, ASKED);
        await closeModel(model);
      }),
    );
  }
  console.log(`open to first attention, warm process: ${ms(median(times))} (goal 500 ms)`);
}

async function flow(path: string, tokens: number): Promise<void> {
  const model = await openModel(choiceOf(path), ASKED);
  const question = questionOf(model, { kind: 'ids', ids: idsOf(tokens, model.prepared.facts.vocabulary ?? 100) });
  const time = await timed(() => analyse(model, analysisNamed('flow'), question, { pairs: 'all' }, ASKED));
  console.log(`maximum flow, all pairs, ${tokens} tokens, ${model.prepared.sites.length} layers: ${ms(time)}`);
  await closeModel(model);
}
