import { mappedOutside, type Observation, observation, weightsAsInputs, weightsInput } from '../core/attention/outside';
import { parseSwap } from '../core/attention/parseSwap';
import { isOutside, relabelled, swappedAt } from '../core/attention/swap';
import { type Target, targetsOf } from '../core/attention/targets';
import { raise } from '../core/fault';
import { message } from '../core/message';
import type { Prepared } from '../core/prepared';
import type { Tensor } from '../core/tensor/tensor';
import type { Note } from '../core/viewModels';
import type { Model } from './model';
import type { Tensors } from './session';

/**
 * A model whose mappings are swapped, as texts such as `entmax:1.5@L2.H0-3`. Shares the sessions of the model; its probes, sites and notes are its own. Maps
 * that no graph computes are computed between runs, site by site, and fed as inputs: `feedsFor` does that before each run. `finish` rewrites further
 * (edits, gates); it is applied to every graph that is run. Throws what `parseSwap` and `targetsOf` throw.
 */
export function underSwaps(model: Model, texts: readonly string[], finish: (prepared: Prepared) => Prepared = prepared => prepared): Model {
  const targets = targetsOf(model.prepared, texts.map(parseSwap));
  const outside = targets.filter(({ swaps }) => swaps.some(({ swap }) => isOutside(swap)));
  const inside = swappedAt(
    model.prepared,
    targets.filter(target => !outside.includes(target)),
  );
  const sites = outside.map(({ site }) => site);
  const whole = weightsAsInputs(inside, sites);
  const prepared = finish({ ...whole, sites: relabelled(whole.sites, outside) });
  const swapped: Model = { ...model, prepared, instrumented: new Map() };
  if (outside.length === 0) return swapped;
  const observations = outside.map((target, i) => ({ target, seen: observation(inside, finish(weightsAsInputs(inside, sites.slice(0, i))), target.site) }));
  return { ...swapped, feedsFor: feeds => outsideFeeds(model, observations, feeds) };
}

interface Step {
  readonly target: Target;
  readonly seen: Observation;
}

/** Runs up to the scores of each site in turn, with the weights of the sites before it, and computes the next weights. */
async function outsideFeeds({ sessions }: Model, steps: readonly Step[], feeds: Tensors): Promise<Tensors> {
  let given = feeds;
  for (const { target, seen } of steps) {
    const results = await sessions.run(seen.graph, given);
    const of = (name: string): Tensor => results[name] ?? raise({ code: 'internal', why: `the run gave no ${name}` });
    const weights = mappedOutside(target, {
      scores: of(seen.scores),
      weights: of(seen.weights),
      ...(seen.open && { open: of(seen.open) }),
      ...(seen.keys && { keys: of(seen.keys) }),
    });
    given = { ...given, [weightsInput(target.site.index)]: weights };
  }
  return given;
}

/** What every picture and table of a swapped model says. */
export const swapNotes = (swaps: readonly string[]): readonly Note[] =>
  swaps.map(swap => ({ level: 'caveat', message: message('Swapped mapping: {0}. Inference-time, no retraining.', swap) }));
