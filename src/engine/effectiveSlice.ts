import { effectiveRows, outputsOf } from '../core/analyses/effective';
import { outputProbes } from '../core/analyses/view/headOutputs';
import { REFUSED_VALUES, valueSites } from '../core/analyses/view/identity';
import { isCausal, measured } from '../core/analyses/view/sites';
import { raise } from '../core/fault';
import type { Probed } from '../core/instrument/probe';
import { words } from '../core/message';
import { bytesOf, float32, row, type Tensor } from '../core/tensor/tensor';
import type { Asked } from '../protocol/channel';
import type { Slice, SliceParams } from '../protocol/engine';
import { keptRun } from './keptRuns';
import type { Model } from './model';
import { probe } from './probe';
import { questionOf } from './question';

type What = Extract<SliceParams['what'], { kind: 'effective' }>;

/** Others are answered after so many milliseconds of work. */
const BLOCK_MS = 50;

/** What the effective attention of a site's heads is made of: one run, kept for its other heads. */
export async function effectiveRun(model: Model, { input, what, changes }: SliceParams & { readonly what: What }): Promise<Probed> {
  if (changes) raise({ code: 'bad-usage', what: 'effective attention', why: 'it is of a model as it is. Ask for it without changes.' });
  const known = valueSites(model.prepared);
  const site = known.find(({ index }) => index === what.site);
  if (known.length === 0) raise({ code: 'not-applicable', analysis: 'effective attention', why: words(REFUSED_VALUES) });
  if (!site) return raise({ code: 'bad-input', what: `site ${what.site}`, why: `effective attention is known of sites ${known.map(({ index }) => index).join(', ')}.` });
  const needs = [`attentions.${site.index}`, ...outputProbes(site)];
  return keptRun(model, ['effective', input, site.index], () => probe(model, questionOf(model, input), needs));
}

/** Effective attention of one head, [queries, keys]; gives way to others now and then. Throws `bad-input` for a head that is not there, `cancelled`. */
export async function effectiveSlice(model: Model, what: What, probed: Probed, { token }: Asked): Promise<Slice> {
  const [one] = measured(
    model.prepared.sites.filter(({ index }) => index === what.site),
    probed,
  );
  if (!one || one.queries !== one.keys) return raise({ code: 'bad-input', what: `site ${what.site}`, why: 'its queries are not its keys.' });
  const { head, sums = 'free' } = what;
  if (!(Number.isInteger(head) && head >= 0 && head < one.heads)) raise({ code: 'bad-input', what: `head ${head}`, why: `there are ${one.heads}.` });
  if (sums !== 'free' && sums !== 'kept') raise({ code: 'bad-input', what: 'sums', why: `"${sums}" is neither free nor kept.` });
  const outputs = outputsOf({ sums }, one, head, probed);
  if (!outputs) return raise({ code: 'internal', why: `no values of site ${what.site}` });
  const made = new Float32Array(one.queries * one.keys);
  const weights = row(probed.get(`attentions.${what.site}`) as Tensor<'float32'>, head);
  const steps = effectiveRows(weights.data, outputs, isCausal(model.prepared, one.site), made);
  for (let since = performance.now(); !steps.next().done; ) {
    if (performance.now() - since < BLOCK_MS) continue;
    await new Promise(resolve => setImmediate(resolve));
    if (token.isCancellationRequested) raise({ code: 'cancelled' });
    since = performance.now();
  }
  return { dims: [one.queries, one.keys], bytes: bytesOf(float32([made.length], made)) };
}
