import type { Changes } from '../../src/core/analyses/experiments/experiment';
import { NO_CHANGES } from '../../src/core/analyses/experiments/experiment';
import { experimentNamed, perform } from '../../src/engine/experiment';
import type { Model } from '../../src/engine/model';
import { closeModel, openModel } from '../../src/engine/open';
import { probe } from '../../src/engine/probe';
import { questionOf } from '../../src/engine/question';
import { comparable, variantOf } from '../../src/engine/variants';
import { ASKED, type Bench, choiceOf, idsOf, interleaved, median, ms, timed } from './measure';

/** Closed forms, and one that is found by halving. */
const SWAPS = ['softmax', 'sparsemax', 'entmax:1.5', 'top-k:8', 'relu', 'sigmoid', 'uniform', 'entmax:1.3'];
const SWAP_TOKENS = 128;
const SLIDER_TOKENS = 32;

/** What experiments cost: a swapped run against a plain one (goal 1.3 for closed forms), a step of a slider (goal 100 ms), a sweep, all heads one at a time. */
export async function measureExperiments({ model: path, runs }: Bench): Promise<void> {
  const model = await openModel(choiceOf(path), ASKED);
  await swappedRuns(model, runs);
  await slider(model);
  await whole(model, 'sweep', { ...NO_CHANGES, swaps: ['entmax'] }, { from: '1', to: '3', steps: '20' }, 'sweep of entmax, alpha 1 to 3, 20 values');
  await whole(model, 'sweep', { ...NO_CHANGES, swaps: ['softmax'] }, { from: '0.5', to: '2', steps: '20' }, 'sweep of softmax temperature, 20 values');
  const heads = model.prepared.sites.reduce((sum, site) => sum + site.heads, 0);
  await whole(model, 'knock-out', NO_CHANGES, { points: '0' }, `knock-out of each of ${heads} heads`);
  await closeModel(model);
}

/** The answer alone, as the runtime gives it, with and without the swap. */
async function swappedRuns(model: Model, runs: number): Promise<void> {
  const { facts } = model.prepared;
  const tokens = Math.min(SWAP_TOKENS, facts.maxTokens ?? SWAP_TOKENS);
  const question = questionOf(model, { kind: 'ids', ids: idsOf(tokens, facts.vocabulary ?? 100) });
  const { logits, hiddenStates } = comparable(model.prepared);
  const needs = [logits === undefined ? `hidden_states.${hiddenStates.length - 1}` : 'logits'];
  for (const swap of SWAPS) {
    const variant = variantOf(model, { swaps: [swap] });
    const feeds = { ...question.feeds, ...variant.feeds };
    const ways = [() => probe(model, question, needs), () => probe(variant.model, { ...question, feeds }, needs)];
    for (let again = 0; again < 3; again++) for (const way of ways) await way();
    await model.sessions.rebuild();
    await model.sessions.rebuild();
    const [plain = 1, swapped = 0] = (await interleaved(ways, runs)).map(median);
    console.log(`${swap.padEnd(12)} ${tokens} tokens: plain ${ms(plain)}   swapped ${ms(swapped)} = ${(swapped / plain).toFixed(2)}x`);
  }
}

/** A weight dragged and a number slid: what a panel waits for at each step, all numbers of the picture included. */
async function slider(model: Model): Promise<void> {
  const drag = (step: number): Changes => ({
    ...NO_CHANGES,
    interventions: [{ kind: 'set', scope: { sites: [0], heads: [0] }, query: 5, key: 3, value: step / 20, rest: 'renormalise' }],
  });
  const slide = (step: number): Changes => ({ ...NO_CHANGES, swaps: [`entmax:${1.05 + step / 50}`] });
  for (const [what, changes] of [['a weight dragged', drag] as const, ['entmax slid, all heads', slide] as const]) {
    const times: number[] = [];
    for (let step = 1; step <= 16; step++) times.push(await timed(() => run(model, 'whatif', changes(step), {})));
    console.log(`${what}, ${SLIDER_TOKENS} tokens: first ${ms(times[0] ?? 0)}, then ${ms(median(times.slice(1)))} (goal 100 ms)`);
  }
}

async function whole(model: Model, experiment: string, changes: Changes, options: Record<string, string>, what: string): Promise<void> {
  console.log(`${what}, ${SLIDER_TOKENS} tokens: ${ms(await timed(() => run(model, experiment, changes, options)))}`);
}

function run(model: Model, experiment: string, changes: Changes, options: Record<string, string>): Promise<unknown> {
  const input = { kind: 'ids', ids: idsOf(SLIDER_TOKENS, model.prepared.facts.vocabulary ?? 100) } as const;
  return perform(
    async () => model,
    { experiment: experimentNamed(experiment), inputs: [input], means: [], changes, options },
    ASKED,
    work => work(),
  );
}
