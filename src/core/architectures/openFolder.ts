import { type Config, readConfig } from '../checkpoint/config';
import { readWeights, type StoredWeights } from '../checkpoint/weights';
import { raise } from '../fault';
import { GraphBuilder } from '../onnx/builder';
import type { Prepared } from '../prepared';
import type { Folder } from '../source';
import { type DType, sizeOf } from '../tensor/tensor';
import type { Architecture, Head } from './architecture';
import type { Build } from './blocks/build';
import { head, headOf, labelsOf } from './blocks/head';
import { base } from './blocks/model';
import { type Sizes, sizesOf } from './blocks/sizes';
import { Weights } from './blocks/weights';
import { ARCHITECTURES } from './table';

/** A Hugging Face folder made ready: the graph that its architecture wrote, weights by reference. */
export interface Checkpoint extends Prepared {
  /** The folder. */
  readonly path: string;
  /** The class that saved it, where config.json says so. */
  readonly className?: string;
  /** Files of weights, resolved. */
  readonly files: readonly string[];
  /** Numbers that the checkpoint stores as parameters, those included that no output needs; buffers are not. */
  readonly parameters: number;
  /** Bytes of all tensors. */
  readonly bytes: number;
  /** The type that most of them are stored in. Computed in float32 always. */
  readonly dtype: DType;
  /** Tensors that the graph does not use: known to be of no use, or not known at all. */
  readonly unused: { readonly ignored: readonly string[]; readonly unknown: readonly string[] };
}

/** Opens a folder with config.json and safetensors. `file` names one .safetensors file in it to be taken instead of model.safetensors. Reads headers only. */
export function openFolder(folder: Folder, file?: string): Checkpoint {
  const config = readConfig(folder);
  const architecture = architectureOf(config);
  const sizes = sizesOf(config, architecture);
  const stored = readWeights(folder, file);
  const build = begin(folder, { config, architecture, sizes, stored });
  const { hiddenStates, sites } = base(build);
  const chosen = headOf(build);
  const logits = chosen && head(build, chosen, hiddenStates.at(-1) ?? '');
  build.builder.output(logits ?? hiddenStates.at(-1) ?? '', 'float32');
  const className = config.className();
  return {
    path: folder.path,
    ...(className !== undefined && { className }),
    graph: build.builder.build(architecture.modelType),
    facts: factsOf(build, chosen),
    sites,
    misses: [],
    hiddenStates,
    ...(logits !== undefined && { logits }),
    ...summaryOf(stored, build),
  };
}

function architectureOf(config: Config): Architecture {
  const modelType = config.word('model_type');
  const known = ARCHITECTURES.map(a => a.modelType);
  return ARCHITECTURES.find(a => a.modelType === modelType) ?? raise({ code: 'unknown-architecture', path: config.path, modelType, known });
}

interface Opened {
  readonly config: Config;
  readonly architecture: Architecture;
  readonly sizes: Sizes;
  readonly stored: StoredWeights;
}

/** The inputs, and what of them all blocks share. */
function begin(folder: Folder, { config, architecture, sizes, stored }: Opened): Build {
  const builder = new GraphBuilder(architecture.modelType);
  const token = `${architecture.embedding.token}.weight`;
  const prefix = architecture.bases.find(base => stored.tensors.has(base + token)) ?? architecture.bases[0] ?? '';
  const ids = builder.input('input_ids', 'int64', ['batch', 'tokens']);
  const mask = builder.input('attention_mask', 'int64', ['batch', 'tokens']);
  const extent = builder.op('Shape', [ids], {}, { name: 'extent' });
  const batch = builder.op('Gather', [extent, builder.int(0)], { axis: 0 }, { name: 'batch' });
  const tokens = builder.op('Gather', [extent, builder.int(1)], { axis: 0 }, { name: 'tokens' });
  const places = builder.op('Range', [builder.int(0), tokens, builder.int(1)], {}, { name: 'places' });
  const weights = new Weights(builder, stored, folder.path);
  return { builder, weights, architecture, config, sizes, base: prefix, ids, mask, extent, batch, tokens, places };
}

function factsOf({ architecture, sizes, config }: Build, chosen: Head | undefined): Checkpoint['facts'] {
  const labels = chosen && labelsOf(config, chosen);
  const offset = architecture.embedding.position?.from === 'padding' ? (sizes.padding ?? 0) + 1 : 0;
  return {
    family: architecture.modelType,
    task: chosen?.task ?? (sizes.causal ? 'causal-lm' : 'encoder'),
    layers: sizes.layers,
    heads: sizes.heads,
    keyHeads: sizes.keyHeads,
    hidden: sizes.hidden,
    vocabulary: sizes.vocabulary,
    ...(sizes.positions !== undefined && { maxTokens: sizes.positions - offset }),
    causal: sizes.causal,
    ...(labels && { labels }),
  };
}

function summaryOf({ tensors, files }: StoredWeights, { weights, architecture }: Build): Pick<Checkpoint, 'files' | 'parameters' | 'bytes' | 'dtype' | 'unused'> {
  const all = [...tensors.values()];
  const floats = all.filter(t => t.dtype?.includes('float'));
  const bytesBy = new Map<DType, number>();
  for (const { dtype = 'float32', bytes } of floats) bytesBy.set(dtype, (bytesBy.get(dtype) ?? 0) + bytes);
  const [[dtype] = ['float32' as const]] = [...bytesBy].sort(([, a], [, b]) => b - a);
  const spare = all.map(t => t.name).filter(name => !weights.used.has(name));
  const known = (name: string) => architecture.ignored.some(pattern => pattern.test(name));
  return {
    files,
    parameters: floats.reduce((sum, t) => sum + (BUFFER.test(t.name) ? 0 : sizeOf(t.dims)), 0),
    bytes: all.reduce((sum, t) => sum + t.bytes, 0),
    dtype,
    unused: { ignored: spare.filter(known), unknown: spare.filter(name => !known(name)) },
  };
}

/** Floats that are no parameters: tables that a class makes anew. */
const BUFFER = /(^|\.)(attn\.(bias|masked_bias)|rotary_emb\.inv_freq)$/;
