import { describe, expect, test } from 'vitest';
import { openFolder } from '../../../src/core/architectures/openFolder';
import { asFault, type Fault } from '../../../src/core/fault';
import { verify } from '../../../src/core/onnx/verify';
import type { Folder } from '../../../src/core/source';
import { float32, type Tensor, zeros } from '../../../src/core/tensor/tensor';
import { memoryFolder, safetensors } from '../checkpoint/memoryFolder';

const CONFIG = {
  model_type: 'gpt2',
  architectures: ['GPT2LMHeadModel'],
  vocab_size: 11,
  n_embd: 6,
  n_head: 3,
  n_layer: 1,
  n_positions: 7,
  n_inner: 5,
};

/** A GPT-2 of one layer; `changes` replaces tensors or, with undefined, takes them out. */
function tensors(changes: Readonly<Record<string, Tensor | undefined>> = {}, base = 'transformer.'): Record<string, Tensor> {
  const norms = ['h.0.ln_1', 'h.0.ln_2', 'ln_f'].flatMap(module => [[`${module}.weight`, zeros(6)] as const, [`${module}.bias`, zeros(6)] as const]);
  const maps = (
    [
      ['attn.c_attn', 6, 18],
      ['attn.c_proj', 6, 6],
      ['mlp.c_fc', 6, 5],
      ['mlp.c_proj', 5, 6],
    ] as const
  ).flatMap(([module, from, to]) => [[`h.0.${module}.weight`, zeros(from, to)] as const, [`h.0.${module}.bias`, zeros(to)] as const]);
  const all = Object.fromEntries([['wte.weight', zeros(11, 6)] as const, ['wpe.weight', zeros(7, 6)] as const, ...norms, ...maps].map(([name, value]) => [base + name, value]));
  return Object.fromEntries(Object.entries({ ...all, ...changes }).filter((entry): entry is [string, Tensor] => entry[1] !== undefined));
}

const folder = (config: object = {}, stored = tensors()): Folder => memoryFolder({ 'config.json': { ...CONFIG, ...config }, 'model.safetensors': safetensors(stored) });

function faultOf(of: Folder): Fault | undefined {
  try {
    openFolder(of);
  } catch (thrown) {
    return asFault(thrown);
  }
  return undefined;
}

test('gives facts, sites and named values, and a graph of references', () => {
  const { facts, sites, hiddenStates, logits, graph, parameters, bytes, dtype, unused, files } = openFolder(folder());
  expect(facts).toEqual({ family: 'gpt2', task: 'causal-lm', layers: 1, heads: 3, keyHeads: 3, hidden: 6, vocabulary: 11, maxTokens: 7, causal: true });
  expect(sites).toHaveLength(1);
  expect(sites[0]).toMatchObject({ layer: 0, heads: 3, valueWidth: 2, mapping: 'softmax', outputProjection: { weight: 'transformer.h.0.attn.c_proj.weight', transposed: false } });
  const count = 11 * 6 + 7 * 6 + 3 * 12 + (6 * 18 + 18) + (6 * 6 + 6) + (6 * 5 + 5) + (5 * 6 + 6);
  expect({ parameters, bytes, dtype, unused, files }).toEqual({
    parameters: count,
    bytes: 4 * count,
    dtype: 'float32',
    unused: { ignored: [], unknown: [] },
    files: ['/model/model.safetensors'],
  });
  expect(hiddenStates).toHaveLength(2);
  expect(graph.outputs.map(o => o.name)).toEqual([logits]);
  expect(verify(graph)).toEqual([]);
  for (const weight of graph.weights.values()) if (weight.kind === 'inline') expect(weight.data.length).toBeLessThan(100);
});

describe('the head', () => {
  test('of a base model saved by itself there is none', () => {
    expect(openFolder(folder({ architectures: ['GPT2Model'] }, tensors({}, ''))).logits).toBeUndefined();
    expect(openFolder(folder({ architectures: ['GPT2ForSequenceClassification'] }, tensors({}, ''))).logits).toBeUndefined();
  });
  test('of an unknown class is what the tensors say', () => {
    expect(openFolder(folder({ architectures: ['MyOwnThing'] }, tensors({ 'score.weight': zeros(2, 6) }))).facts).toMatchObject({
      task: 'classifier',
      labels: ['LABEL_0', 'LABEL_1'],
    });
    expect(openFolder(folder({ architectures: ['MyOwnThing'] })).logits).toBeUndefined();
  });
  test('that is named and not there is missed', () => {
    expect(faultOf(folder({ architectures: ['GPT2ForSequenceClassification'] }))).toMatchObject({ code: 'missing-tensor', tensor: 'score.weight' });
    expect(faultOf(folder({ tie_word_embeddings: false }))).toMatchObject({ code: 'missing-tensor', tensor: 'lm_head.weight' });
  });
});

test('tensors that nothing asks for are told apart', () => {
  const more = { 'transformer.h.0.attn.bias': zeros(1, 1, 7, 7), 'transformer.h.0.adapter.weight': zeros(2) };
  expect(openFolder(folder({}, tensors(more))).unused).toEqual({ ignored: ['transformer.h.0.attn.bias'], unknown: ['transformer.h.0.adapter.weight'] });
});

describe('faults', () => {
  test('an unknown family names the known ones', () => {
    expect(faultOf(folder({ model_type: 'mamba' }))).toMatchObject({ code: 'unknown-architecture', modelType: 'mamba', known: expect.arrayContaining(['bert', 'llama']) });
  });
  test.each(Object.keys(tensors()))('without %s', name => {
    expect(faultOf(folder({}, tensors({ [name]: undefined })))).toMatchObject({ code: 'missing-tensor', tensor: name });
  });
  test.each(Object.keys(tensors()))('%s of other dims', name => {
    expect(faultOf(folder({}, tensors({ [name]: zeros(3, 2) })))).toMatchObject({
      code: 'wrong-tensor',
      tensor: name,
      why: expect.stringMatching(/it is \[3, 2\] and should be \[/),
    });
  });
  test('a weight of whole numbers', () => {
    const whole = { dtype: 'int8', dims: [6], data: new Int8Array(6) } as const;
    expect(faultOf(folder({}, tensors({ 'transformer.ln_f.bias': whole })))).toMatchObject({ code: 'wrong-tensor', why: expect.stringMatching(/stored as I8/) });
  });
  const REFUSED: readonly (readonly [object, RegExp])[] = [
    [{ n_head: 4 }, /"n_embd" is 6 and should be a multiple of the 4 heads/],
    [{ n_layer: 'two' }, /"n_layer" is "two"/],
    [{ activation_function: 'gegelu' }, /its activation is "gegelu"; known are gelu/],
    [{ quantization_config: { quant_method: 'gptq' } }, /quantised by gptq/],
    [{ model_type: 'bert', position_embedding_type: 'relative_key', hidden_size: 6, num_attention_heads: 2 }, /"position_embedding_type" is "relative_key"; only "absolute"/],
  ];
  test.each(REFUSED)('%j', (config, why) => {
    const fault = faultOf(folder(config));
    expect(fault?.code === 'malformed' || fault?.code === 'unsupported-model' ? fault.why : fault).toMatch(why);
  });
  test('more layers than the file has', () => {
    expect(faultOf(folder({ n_layer: 1e9 }))).toMatchObject({ code: 'missing-tensor', tensor: 'transformer.h.1.ln_1.weight' });
  });
});

test('half-width weights are widened; tables only where their rows are read', () => {
  const half = (...dims: number[]): Tensor => ({ dtype: 'float16', dims, data: new Uint16Array(dims.reduce((a, b) => a * b, 1)) });
  const stored = Object.fromEntries(Object.entries(tensors()).map(([name, { dims }]) => [name, half(...dims)]));
  const { graph, dtype } = openFolder(folder({ architectures: ['GPT2Model'] }, stored));
  expect(dtype).toBe('float16');
  expect(graph.nodes.filter(n => n.op === 'Cast' && n.inputs[0] === 'transformer.wte.weight')).toEqual([]);
  expect(graph.nodes.filter(n => n.op === 'Cast' && n.inputs[0] === 'transformer.ln_f.weight')).toHaveLength(1);
});

test('a tensor stored twice is taken from the head itself', () => {
  const { graph } = openFolder(folder({}, tensors({ 'lm_head.weight': float32([11, 6], new Float32Array(66)) })));
  expect(graph.weights.has('lm_head.weight')).toBe(true);
});
