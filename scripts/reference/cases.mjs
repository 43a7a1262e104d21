// What there is to run in a folder of cases, as jobs: { name, args, judge(tensors, stdout) } -> rows of the table.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { difference, load, save } from './tensors.mjs';

/** A right float32 forward is within 5e-6; the rest is room for another order of summation. */
export const TOLERANCE = { attentions: 2e-5, hidden: 5e-5, logits: 5e-5, analysis: 5e-5 };

/** Analyses that the command line offers, with the tensors of the reference that each answers for. */
const ANALYSES = {
  heads: /^heads\./,
  rollout: /^rollout$/,
  flow: /^flow(_normalised)?$/,
  effective: /^(effective|effective_whole|null_space)$/,
  identifiability: /^identifiability\./,
};

const json = file => JSON.parse(readFileSync(file, 'utf8'));

export function casesOf(folder) {
  return readdirSync(folder)
    .filter(name => existsSync(path.join(folder, name, 'case.json')))
    .map(name => ({ name, folder: path.join(folder, name), about: json(path.join(folder, name, 'case.json')) }));
}

const kindOf = key => (/attention/.test(key) ? 'attentions' : /hidden/.test(key) ? 'hidden' : 'logits');

/** Largest difference by kind between what came and all of `expected` that `pick` names: expected key -> key that should have come, or undefined. */
function judged(got, expected, pick) {
  const worst = {};
  for (const [key, tensor] of Object.entries(expected)) {
    const mine = pick(key);
    if (mine === undefined) continue;
    const kind = kindOf(key);
    worst[kind] = Math.max(worst[kind] ?? 0, difference(got[mine], tensor));
  }
  return worst;
}

const idsOf = row => ['--ids', row.ids.join(',')];

let files = 0;

/** Rows of whole numbers as the file that `--inputs` takes. */
function inputsOf(scratch, rows) {
  files += 1;
  const file = path.join(scratch, `row.${files}.safetensors`);
  save(file, Object.fromEntries(Object.entries(rows).map(([name, values]) => [name, { dtype: 'I64', shape: [1, values.length], data: BigInt64Array.from(values, BigInt) }])));
  return ['--inputs', file];
}

function inputOf(row, expected, index, scratch) {
  if (row.text !== undefined) return ['--text', row.text, ...(row.text_pair ? ['--text-pair', row.text_pair] : [])];
  // Types of a pair's segments have no option of their own: such ids go in as tensors.
  if (row.ids && row.token_type_ids) return inputsOf(scratch, { input_ids: row.ids, token_type_ids: row.token_type_ids });
  if (Array.isArray(row.ids)) return idsOf(row);
  const pixels = expected[`${index}.pixel_values`];
  const file = path.join(scratch, 'pixels.safetensors');
  save(file, { pixel_values: { ...pixels, shape: [1, ...pixels.shape] } });
  return ['--inputs', file];
}

function tokensJob({ name, folder }, row, index) {
  return {
    name: `${name} ${index} tokens`,
    args: ['tokens', path.join(folder, 'model'), '--text', row.text, ...(row.text_pair ? ['--text-pair', row.text_pair] : []), '--json'],
    judge: (_, printed) => {
      const got = JSON.parse(printed);
      const same = (a, b) => b === undefined || JSON.stringify(a) === JSON.stringify(b);
      const right = same(got.ids, row.ids) && same(got.offsets, row.offsets_in_utf16) && same(got.segments, row.segments);
      return { tokens: right ? 0 : Infinity };
    },
  };
}

function batchJob({ name, folder }, expected, scratch) {
  const mask = expected['batch.attention_mask'];
  const length = mask.shape[1];
  const file = path.join(scratch, `${name}.batch.safetensors`);
  save(file, { input_ids: expected['batch.input_ids'], attention_mask: mask });
  return {
    name: `${name} batch`,
    args: ['run', path.join(folder, 'model'), '--inputs', file, '--want', 'attentions'],
    judge: got => {
      let attentions = 0;
      for (const [key, tensor] of Object.entries(expected).filter(([key]) => key.startsWith('batch.attentions.')))
        for (let row = 0; row < mask.shape[0]; row++) {
          const size = tensor.data.length / mask.shape[0];
          const real = position => mask.data[row * length + position] === 1n;
          const part = { shape: tensor.shape.slice(1), data: tensor.data.subarray(row * size, (row + 1) * size) };
          attentions = Math.max(
            attentions,
            difference(got[`${row}.${key.slice(6)}`], part, i => real(i % length) && real(Math.floor(i / length) % length)),
          );
        }
      return { attentions };
    },
  };
}

/** A Hugging Face folder: every input, its tokens, the padded batch. */
export function folderJobs(one, scratch) {
  if (!existsSync(path.join(one.folder, 'model'))) return [];
  const expected = load(path.join(one.folder, 'expected.safetensors'));
  const model = path.join(one.folder, 'model');
  const runs = one.about.inputs.map((row, index) => ({
    name: `${one.name} ${index}`,
    args: ['run', model, ...inputOf(row, expected, index, scratch), ...targetOf(one, index), '--want', 'attentions,hidden_states,logits'],
    judge: got => judged(got, expected, key => (key.startsWith(`${index}.`) && !key.endsWith('pixel_values') ? key.replace(/^\d+/, '0') : undefined)),
  }));
  const tokens = one.about.inputs.flatMap((row, index) => (row.text !== undefined && row.ids ? [tokensJob(one, row, index)] : []));
  const family = json(path.join(model, 'config.json')).model_type;
  return [...runs, ...tokens, ...(expected['batch.input_ids'] ? [batchJob(one, expected, scratch)] : [])].map(job => ({ ...job, family }));
}

const targetOf = ({ about }, index) => (about.decoder_inputs ? ['--target-ids', about.decoder_inputs[index].ids.join(',')] : []);

/** ONNX files of a case: attentions by site, in graph order where the case names them by number alone. */
export function onnxJobs(one, scratch) {
  const folder = path.join(one.folder, 'onnx');
  if (!existsSync(folder)) return [];
  const expected = load(path.join(one.folder, 'expected.safetensors'));
  const given = Object.entries(expected).filter(([key]) => key.startsWith('input.'));
  const file = path.join(scratch, `${one.name}.inputs.safetensors`);
  if (given.length > 0) save(file, Object.fromEntries(given.map(([key, tensor]) => [key.slice(6), tensor])));
  const input = given.length > 0 ? ['--inputs', file] : [...inputOf(onnxRow(one), expected, 0, scratch), ...targetOf(one, 0)];
  return readdirSync(folder)
    .filter(name => name.endsWith('.onnx'))
    .map(name => ({
      name: `${one.name}/${name.replace('.onnx', '')}`,
      args: ['run', path.join(folder, name), ...input, '--want', 'attentions'],
      sites: one.about.sites,
      judge: got => siteErrors(got, expected),
    }));
}

/** An ONNX file carries no tokenizer: its text goes in as ids. */
const onnxRow = ({ about }) => (Array.isArray(about.inputs) ? { ...about.inputs[0], text: undefined } : {});

function siteErrors(got, expected) {
  const wanted = Object.keys(expected).filter(key => /^(0\.)?(\w+_)?attentions?(\.\d+)?$/.test(key));
  const came = Object.keys(got).filter(key => /attentions/.test(key));
  if (wanted.length !== came.length) return { attentions: Infinity, note: `${came.length} sites, ${wanted.length} expected` };
  if (wanted.every(key => /^(0\.)?attentions\.\d+$/.test(key)))
    return { attentions: Math.max(0, ...wanted.map(key => difference(got[`0.${key.replace(/^0\./, '')}`], expected[key]))) };
  // Encoder-decoders and recurrent models: names say nothing of order, each tensor answers for one.
  const free = new Set(came);
  const worst = wanted.map(key => {
    const [best] = [...free].map(name => [difference(got[name], expected[key]), name]).sort(([a], [b]) => a - b);
    if (best) free.delete(best[1]);
    return best?.[0] ?? Infinity;
  });
  return { attentions: Math.max(0, ...worst) };
}

/** Every analysis that the reference has numbers for, on the case's first two inputs. */
export function analysisJobs(one) {
  const file = path.join(one.folder, 'analyses.safetensors');
  if (!existsSync(file)) return [];
  const expected = load(file);
  return [0, 1].flatMap(index =>
    Object.entries(ANALYSES).flatMap(([analysis, names]) => {
      const keys = Object.keys(expected).filter(key => key.startsWith(`${index}.`) && names.test(key.slice(2)));
      if (keys.length === 0) return [];
      return {
        name: `${one.name} ${index} ${analysis}`,
        args: ['analyse', analysis, path.join(one.folder, 'model'), ...idsOf(one.about.inputs[index]), ...(analysis === 'flow' ? ['--pairs', 'all'] : [])],
        judge: got => ({ analysis: Math.max(...keys.map(key => difference(got[`0${key.slice(String(index).length)}`], expected[key]))) }),
      };
    }),
  );
}
