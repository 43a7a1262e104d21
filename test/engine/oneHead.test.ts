import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { instrument } from '../../src/core/instrument/instrument';
import type { ProbeName } from '../../src/core/instrument/probe';
import type { Tensor } from '../../src/core/tensor/tensor';
import type { Model } from '../../src/engine/model';
import { closeModel, openModel } from '../../src/engine/open';
import { probe } from '../../src/engine/probe';
import { plainTokens, type Question, questionOf } from '../../src/engine/question';
import { FIXTURES } from './checkpointCase';

const ASKED = { token: { isCancellationRequested: false, onCancellationRequested: () => ({ dispose: () => undefined }) }, progress: () => undefined };
const FORMS = path.join(FIXTURES, '../forms');
const MODELS = [
  'demo',
  ...readdirSync(FIXTURES).map(name => path.join(FIXTURES, name, 'model')),
  ...readdirSync(FORMS)
    .filter(name => name.endsWith('.onnx'))
    .map(name => path.join(FORMS, name)),
].filter(file => file === 'demo' || existsSync(file));

function questionFor(model: Model): Question {
  const { sample, facts } = model.prepared;
  if (sample) return { tokens: plainTokens([]), feeds: sample };
  return questionOf(model, { kind: 'ids', ids: Array.from({ length: 9 }, (_, i) => 5 + ((i * 31) % ((facts.vocabulary ?? 50) - 5))) });
}

async function withModel<T>(file: string, work: (model: Model, question: Question) => Promise<T>): Promise<T> {
  const model = await openModel({ path: file, provider: 'cpu', runtimePath: '' }, ASKED);
  try {
    return await work(model, questionFor(model));
  } finally {
    await closeModel(model);
  }
}

/** A probe's value with its batch axis. */
async function batched({ prepared, sessions }: Model, { feeds }: Question, need: ProbeName): Promise<Tensor<'float32'>> {
  const { graph, outputs } = instrument(prepared, [need]);
  return (await sessions.run(graph, feeds))[outputs.get(need) ?? ''] as Tensor<'float32'>;
}

describe('one head, cut before the others are computed', () => {
  it.each(MODELS)('is the same as in the weights of all, %s', async file => {
    await withModel(file, async (model, question) => {
      for (const { index } of model.prepared.sites) {
        const all = await batched(model, question, `attentions.${index}`);
        const [batch = 0, heads = 0, queries = 0, keys = 0] = all.dims;
        for (const head of new Set([0, heads - 1])) {
          const one = await batched(model, question, `head.${index}.${head}`);
          expect(one.dims).toEqual([batch, queries, keys]);
          const size = queries * keys;
          for (let i = 0; i < one.data.length; i++) {
            const same = all.data[(Math.floor(i / size) * heads + head) * size + (i % size)] ?? Number.NaN;
            expect(Math.abs((one.data[i] ?? Number.NaN) - same)).toBeLessThan(1e-6);
          }
        }
      }
    });
  });

  it('does compute that head alone where the graph is plain', async () => {
    await withModel('demo', async (model, question) => {
      await probe(model, question, ['head.1.2']);
      const { graph } = model.instrumented.get('head.1.2') ?? expect.fail('nothing was run');
      const softmaxes = graph.nodes.filter(({ op }) => op === 'Softmax');
      // The layer below computes all of its heads, this one only one: its softmax is not the graph's own.
      expect(softmaxes.length).toBe(2);
      expect(softmaxes.filter(({ outputs }) => outputs[0] === model.prepared.sites[1]?.weights[0]?.value)).toEqual([]);
    });
  });
});

describe('weights pooled in the graph', () => {
  it('are the largest of each block, ragged at the ends', async () => {
    await withModel('demo', async (model, question) => {
      const probed = await probe(model, question, ['attentions.1', 'pooled.1.4']);
      const all = probed.get('attentions.1') as Tensor<'float32'>;
      const pooled = probed.get('pooled.1.4') as Tensor<'float32'>;
      expect(pooled.dims).toEqual([4, 3, 3]);
      const largest = (head: number, row: number, column: number): number => {
        let most = 0;
        for (let q = row * 4; q < Math.min(9, row * 4 + 4); q++)
          for (let k = column * 4; k < Math.min(9, column * 4 + 4); k++) most = Math.max(most, all.data[head * 81 + q * 9 + k] ?? 0);
        return most;
      };
      for (let i = 0; i < pooled.data.length; i++) expect(pooled.data[i]).toBe(largest(Math.floor(i / 9), Math.floor((i % 9) / 3), i % 3));
    });
  });
});
