import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Checkpoint, openFolder } from '../../src/core/architectures/openFolder';
import { GraphBuilder } from '../../src/core/onnx/builder';
import { pruned } from '../../src/core/onnx/prune';
import { int64, type Tensor } from '../../src/core/tensor/tensor';
import { folderAt } from '../../src/engine/files';
import { loadRuntime } from '../../src/engine/runtime';
import { openSession, runSession, serialiseGraph, type Tensors } from '../../src/engine/session';
import { readTensorFile } from '../../src/engine/tensorFile';

/** A case as the reference suite lays it out: case.json, model/, expected.safetensors. */
export interface Case {
  readonly name: string;
  readonly folder: string;
  readonly inputs: readonly { readonly ids: readonly number[]; readonly token_type_ids?: readonly number[] }[];
  readonly expected: Tensors;
}

const here = path.dirname(new URL(import.meta.url).pathname);
/** Cases that our own script made, and the reference suite's where it is there. */
export const FIXTURES = path.join(here, '../fixtures/checkpoints');
export const SUITE = process.env.HEADLIGHT_REFERENCE ?? path.join(here, '../../../shared/reference/cases');

/** Names of the cases of a folder whose checkpoint one of these families can open. */
export function casesIn(folder: string, families: readonly string[]): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter(name => {
    const config = path.join(folder, name, 'model/config.json');
    return existsSync(config) && families.includes(JSON.parse(readFileSync(config, 'utf8')).model_type);
  });
}

export function readCase(folder: string, name: string): Case {
  const { inputs } = JSON.parse(readFileSync(path.join(folder, name, 'case.json'), 'utf8'));
  return { name, folder: path.join(folder, name), inputs, expected: readTensorFile(path.join(folder, name, 'expected.safetensors')) };
}

export const openCase = ({ folder }: Case): Checkpoint => openFolder(folderAt(path.join(folder, 'model')));

/** Runs a checkpoint with everything that may be asked for as outputs, named as in expected.safetensors but for the number of the text. */
export async function runner(checkpoint: Checkpoint): Promise<(feeds: Tensors) => Promise<Tensors>> {
  const wanted = new Map<string, string>();
  for (const [i, value] of checkpoint.hiddenStates.entries()) wanted.set(`hidden_states.${i}`, value);
  for (const { index, weights, values, scores } of checkpoint.sites) {
    wanted.set(`attentions.${index}`, weights[0]?.value ?? '');
    wanted.set(`values.${index}`, values[0]?.value ?? '');
    wanted.set(`scores.${index}`, scores?.[0]?.value ?? '');
  }
  if (checkpoint.logits) wanted.set('logits', checkpoint.logits);
  const builder = new GraphBuilder('test', checkpoint.graph);
  builder.clearOutputs();
  for (const value of wanted.values()) builder.output(value);
  const place = { runtime: await loadRuntime(''), provider: 'cpu', path: checkpoint.path };
  const session = await openSession(place, serialiseGraph(pruned(builder.build())), true);
  return async feeds => {
    const results = await runSession(place, session, feeds);
    return Object.fromEntries([...wanted].map(([name, value]) => [name, results[value] as Tensor]));
  };
}

/** What a checkpoint's inputs are given for one text of a case. */
export function feedsOf({ graph }: Checkpoint, { ids, token_type_ids: types }: Case['inputs'][number]): Tensors {
  const rows: Record<string, readonly number[]> = { input_ids: ids, attention_mask: ids.map(() => 1), token_type_ids: types ?? ids.map(() => 0) };
  return Object.fromEntries(graph.inputs.map(({ name }) => [name, int64([1, ids.length], rows[name] ?? [])]));
}

/** The padded batch of a case. */
export function batchFeeds({ graph }: Checkpoint, expected: Tensors): Tensors {
  const ids = expected['batch.input_ids'] as Tensor<'int64'>;
  const zeros = int64(
    ids.dims,
    Array.from(ids.data, () => 0),
  );
  return Object.fromEntries(graph.inputs.map(({ name }) => [name, (expected[`batch.${name}`] ?? zeros) as Tensor]));
}

/** Where a batch's element counts: rows of padding mean nothing, neither as queries nor, for what is asked of single tokens, as tokens. */
export type Counts = (place: readonly number[]) => boolean;

/**
 * The largest error of one tensor: |a - b| - relative * |b|, over the elements that count. Shapes must agree apart from a leading axis of one.
 * NaN where one has a NaN that counts.
 */
export function errorOf(got: Tensor | undefined, expected: Tensor, relative = 0, counts: Counts = () => true): number {
  const strip = (dims: readonly number[], rank: number) => (dims.length === rank + 1 && dims[0] === 1 ? dims.slice(1) : dims).join();
  if (!got || strip(got.dims, expected.dims.length) !== expected.dims.join()) return Number.POSITIVE_INFINITY;
  let worst = 0;
  const place = expected.dims.map(() => 0);
  for (let i = 0; i < expected.data.length; i++) {
    if (counts(place)) {
      const right = Number(expected.data[i]);
      const error = Math.abs(Number(got.data[i]) - right) - relative * Math.abs(right);
      if (!(error <= worst)) worst = error;
    }
    for (let axis = place.length - 1; axis >= 0; axis--) {
      place[axis] = (place[axis] ?? 0) + 1;
      if ((place[axis] ?? 0) < (expected.dims[axis] ?? 0)) break;
      place[axis] = 0;
    }
  }
  return worst;
}
