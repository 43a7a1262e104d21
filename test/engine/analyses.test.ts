import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Subject } from '../../src/core/analyses/analysis';
import { ANALYSES } from '../../src/core/analyses/table';
import type { Checkpoint } from '../../src/core/architectures/openFolder';
import { instrument, probed, tokenFeeds } from '../../src/core/instrument/instrument';
import type { Tensor } from '../../src/core/tensor/tensor';
import type { Tokens } from '../../src/core/tokens/input';
import { sequenceFeeds } from '../../src/engine/feeds';
import { loadRuntime } from '../../src/engine/runtime';
import { openSession, runSession, serialiseGraph } from '../../src/engine/session';
import { readTensorFile } from '../../src/engine/tensorFile';
import { openCase, readCase, SUITE } from './checkpointCase';

/** Cases with numbers of analyses, and whether their last row of tokens is special. */
const CASES = ['bert', 'gpt2', 'minilm'].filter(name => existsSync(path.join(SUITE, name, 'analyses.safetensors')));
if (CASES.length === 0) console.log(`no reference suite at ${SUITE}: analyses are not compared with PyTorch's and networkx's numbers`);

/** What is compared, by analysis; the suite's other tensors belong to analyses that take gradients or several runs. */
const COMPARED: Readonly<Record<string, RegExp>> = {
  heads: /^heads\./,
  rollout: /^rollout/,
  flow: /^flow/,
  identifiability: /^(identifiability\.|null_space)/,
  effective: /^(effective|null_space)/,
};

/** Tokens as far as analyses read them; encoders put one special token at each end. */
function tokensOf(ids: readonly number[], encoder: boolean): Tokens {
  return {
    ids,
    tokens: ids.map(String),
    offsets: ids.map(() => [0, 0] as const),
    segments: ids.map(() => 0),
    types: ids.map(() => 0),
    special: ids.map((_, i) => encoder && (i === 0 || i === ids.length - 1)),
    words: ids.map(() => -1),
    texts: [],
  };
}

async function outcomes(checkpoint: Checkpoint, tokens: Tokens): Promise<Readonly<Record<string, Tensor>>> {
  const made: Record<string, Tensor> = {};
  const place = { runtime: await loadRuntime(''), provider: 'cpu', path: checkpoint.path };
  for (const analysis of ANALYSES.filter(({ id }) => id in COMPARED)) {
    const options = Object.fromEntries(analysis.parameters.map(({ id, otherwise }) => [id, otherwise]));
    if ('pairs' in options) options.pairs = 'all';
    const subject: Subject = { facts: checkpoint.facts, sites: checkpoint.sites, hiddenStates: checkpoint.hiddenStates.length, tokens, options };
    expect(analysis.refuses(subject)).toBeUndefined();
    const graph = instrument(checkpoint, analysis.needs(subject));
    const session = await openSession(place, serialiseGraph(graph.graph), false);
    const feeds = { ...sequenceFeeds(checkpoint.graph, { ids: tokens.ids, types: tokens.types }), ...tokenFeeds(graph, tokens) };
    const outcome = analysis.run(subject, probed(graph, await runSession(place, session, feeds)), () => undefined);
    expect(outcome.view.kind).toBe(analysis.view);
    Object.assign(made, outcome.tensors);
    await session.release();
  }
  return made;
}

function assertClose(name: string, got: Tensor | undefined, wanted: Tensor): void {
  expect(got?.dims, name).toEqual(wanted.dims);
  let worst = 0;
  for (let i = 0; i < wanted.data.length; i++) {
    const [is, should] = [Number(got?.data[i]), Number(wanted.data[i])];
    worst = Math.max(worst, Number.isNaN(is) ? Number.POSITIVE_INFINITY : Math.abs(is - should) / Math.max(1, Math.abs(should)));
  }
  expect(worst, `${name} differs by ${worst}`).toBeLessThan(name === 'null_space' || name.startsWith('identifiability') ? 1e-6 : 2e-5);
}

describe.skipIf(CASES.length === 0)('analyses equal the reference suite', () => {
  for (const name of CASES) {
    test(name, async () => {
      const suite = readCase(SUITE, name);
      const wanted = readTensorFile(path.join(suite.folder, 'analyses.safetensors'));
      const checkpoint = openCase(suite);
      let compared = 0;
      for (const [row, { ids }] of suite.inputs.entries()) {
        const ours = Object.entries(wanted).filter(([key]) => key.startsWith(`${row}.`) && Object.values(COMPARED).some(known => known.test(key.slice(`${row}.`.length))));
        if (ours.length === 0) continue;
        const made = await outcomes(checkpoint, tokensOf(ids, !checkpoint.facts.causal));
        for (const [key, tensor] of ours) assertClose(key.slice(`${row}.`.length), made[key.slice(`${row}.`.length)], tensor);
        compared += ours.length;
      }
      expect(compared).toBeGreaterThan(20);
    });
  }
});
