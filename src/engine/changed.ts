import { raise } from '../core/fault';
import type { Asked } from '../protocol/channel';
import type { ChangeSources, ExperimentParams, SliceParams } from '../protocol/engine';
import { experimentNamed, perform, type Trial } from './experiment';
import type { Model } from './model';
import { closeModel, openModel } from './open';
import type { Weights } from './slices';

/** A request as an experiment is run; the run that weights are transplanted from comes from `withDonor`. */
export const trialOf = ({ experiment, inputs, means = [], changes, options }: ExperimentParams): Trial => ({
  experiment: experimentNamed(experiment),
  inputs,
  means,
  changes,
  options,
});

/** Does some work with the run that weights are transplanted from; another checkpoint is open as long as the work takes. */
export async function withDonor<T>({ donor }: ChangeSources, asked: Asked, work: (donor: Trial['donor']) => Promise<T>): Promise<T> {
  if (!donor?.model) return work(donor && { input: donor.input });
  const model = await openModel(donor.model, asked);
  try {
    return await work({ input: donor.input, model });
  } finally {
    await closeModel(model);
  }
}

/** What the weights of a changed model follow from, besides the model. */
export const changedKey = ({ input, changes, means, donor }: Pick<SliceParams, 'input' | 'changes' | 'means' | 'donor'>): unknown => [input, changes, means ?? [], donor ?? null];

/** Weights of a text in a changed model, where they are no longer kept. */
export async function changedWeights(model: Model, { input, changes, means = [], donor }: SliceParams, asked: Asked): Promise<Weights> {
  if (!changes) return raise({ code: 'internal', why: 'weights of a changed model were asked for without a change' });
  const trial: Trial = { experiment: experimentNamed('whatif'), inputs: [input], means, changes, options: { baseline: 'false' } };
  const { outcome } = await withDonor(donor ? { donor } : {}, asked, from =>
    perform(
      async () => model,
      { ...trial, ...(from && { donor: from }) },
      asked,
      work => work(),
    ),
  );
  return outcome.weights?.after ?? raise({ code: 'internal', why: 'an experiment gave no weights' });
}
