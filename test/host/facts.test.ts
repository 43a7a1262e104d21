import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { factsOf, readConfig } from '../../src/host/named/facts';
import { SUMMARIES, summaryOf } from '../../src/host/summary';

const folder = mkdtempSync(path.join(os.tmpdir(), 'headlight-facts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const write = (name: string, text: string, size = text.length): void => {
  writeFileSync(path.join(folder, name), text);
  truncateSync(path.join(folder, name), size);
};

describe('facts of a checkpoint that is not open', () => {
  test('are what config.json says and how large its weights are', async () => {
    write('config.json', JSON.stringify({ model_type: 'bert', num_hidden_layers: 2, num_attention_heads: 4 }));
    write('model-1.safetensors', '', 5e9);
    write('model-2.safetensors', '', 100);
    write('model.onnx', '', 10);
    write('model.onnx_data', '', 20);
    write('notes.txt', 'x'.repeat(50));
    expect(await factsOf({ path: folder, kind: 'folder', cached: false })).toEqual({ family: 'bert', layers: 2, heads: 4, bytes: 5e9 + 130 });
    expect(await factsOf({ path: path.join(folder, 'model.onnx'), kind: 'file', cached: false })).toMatchObject({ bytes: 30 });
    expect(await factsOf({ path: path.join(folder, 'model-2.safetensors'), kind: 'file', cached: false })).toMatchObject({ bytes: 100 });
  });

  test('are found under the names that families give them', () => {
    expect(readConfig({ model_type: 'gpt2', n_layer: 12, n_head: 6 })).toEqual({ family: 'gpt2', layers: 12, heads: 6 });
    expect(readConfig({ model_type: 'llava', text_config: { num_hidden_layers: 3, num_attention_heads: 5 } })).toEqual({ family: 'llava', layers: 3, heads: 5 });
  });

  test('are none where config.json says something else', async () => {
    write('config.json', '{"model_type": "](command:x)", "num_hidden_layers": "2", "num_attention_heads": -1}');
    expect(await factsOf({ path: folder, kind: 'folder', cached: false })).toEqual({ bytes: 5e9 + 130 });
    for (const text of ['', 'null', '[]', '{', '1']) {
      write('config.json', text);
      expect(await factsOf({ path: folder, kind: 'folder', cached: false })).toEqual({ bytes: 5e9 + 130 });
    }
    write('config.json', '{}', 2_000_000);
    expect(await factsOf({ path: folder, kind: 'folder', cached: false })).toEqual({ bytes: 5e9 + 130 });
  });

  test('never throw for what JSON may hold', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('model_type', 'n_layer', 'n_head', 'text_config'), fc.jsonValue()), config => void readConfig(config as Record<string, unknown>)),
    );
  });
});

describe('what a hover sums up', () => {
  const card = { sites: [0, 1, 1, 2].map((layer, index) => ({ index, layer, kind: 'self', heads: 4, mapping: 'softmax', at: '' })) };

  test.each([
    ['L2 H1', 3, 1],
    ['l1h3', 1, 3],
    ['2 1', 3, 1],
    ['2.1', 3, 1],
    [' L0 H0 ', 0, 0],
  ])('the head %s', (head, site, number) => expect(summaryOf('head', head, card)).toEqual({ kind: 'head', site, head: number }));

  test.each(['L3 H0', 'L0 H4', '', 'H1', 'x', 'L99999999 H1', 'L-1 H0'])('no head %j', head => expect(summaryOf('head', head, card)).toBeUndefined());

  test('every choice of the setting', () => {
    for (const choice of SUMMARIES) expect(summaryOf(choice, 'L0 H0', card)?.kind).toBe(choice.startsWith('rollout') ? 'rollout' : choice);
  });
});
