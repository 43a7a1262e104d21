import { join } from 'node:path';
import { type Checkpoint, openFolder } from '../core/architectures/openFolder';
import { asFault, raise } from '../core/fault';
import { message, words } from '../core/message';
import type { Prepared } from '../core/prepared';
import type { Tokens } from '../core/tokens/input';
import type { Asked } from '../protocol/channel';
import type { ModelChoice } from '../protocol/engine';
import { selfCheck } from './check';
import { folderAt, realPath, type StampedFolder } from './files';
import type { Model } from './model';
import { prepareOnnx } from './openOnnx';
import { type ModelPlace, placeOf } from './place';
import { chooseProvider, halvesLacking } from './providers';
import { firstLine, loadRuntime } from './runtime';
import type { Place } from './session';
import { Sessions } from './sessions';
import { assertUnchanged, type Stamp, stampText } from './stamps';
import { readTokenizer, tokenizerOf } from './tokenizer';
import { fileWeights } from './weights';

/**
 * Opens what a path names: reads it by position, chooses a provider, and gives a model that answers questions. Nothing of the weights is copied. Files are
 * stamped before their first byte is read. `memory` is the memory that a run may take, '' for most of what is free.
 */
export async function openModel(choice: ModelChoice, asked: Asked, memory = ''): Promise<Model> {
  const { provider, fallbacks } = await chooseProvider(choice.provider, choice.runtimePath);
  asked.progress({ share: 0, label: message('Opening {0}', choice.path) });
  if (choice.provider !== 'auto' || provider === 'cpu') return openOn({ choice, provider, fallbacks, memory });
  const failure = await tried({ choice, provider, fallbacks, memory });
  return 'why' in failure ? openOn({ choice, provider: 'cpu', fallbacks: [...fallbacks, { name: provider, usable: true, why: failure.why }], memory }) : failure.model;
}

interface Opening extends Pick<Model, 'choice' | 'fallbacks' | 'memory'> {
  readonly provider: string;
}

/** Faults of a model on one device, which another may run. */
const ON_ANOTHER: ReadonlySet<string> = new Set(['unsupported-model', 'no-provider']);

/** A device that works may still fail on a model, or compute it wrongly: `auto` runs a few tokens before it stays. Faults of the checkpoint itself pass. */
async function tried(opening: Opening): Promise<{ readonly model: Model } | { readonly why: string }> {
  try {
    const model = await openOn(opening);
    const wrong = (await selfCheck(model)).find(check => !check.ok);
    if (!wrong) return { model };
    await closeModel(model);
    return { why: `cannot be trusted with this model: ${words(wrong.message)}` };
  } catch (thrown) {
    if (!ON_ANOTHER.has(asFault(thrown).code)) throw thrown;
    return { why: `cannot run this model: ${firstLine(thrown)}` };
  }
}

async function openOn({ choice, provider, fallbacks, memory }: Opening): Promise<Model> {
  const named = placeOf(choice.path);
  const folder = folderAt(named.folder);
  const path = named.file === undefined ? folder.path : join(folder.path, named.file);
  const runtime = await loadRuntime(choice.runtimePath);
  const place: Place = { runtime, provider, path, withoutHalves: await halvesLacking(runtime, provider) };
  const sessions = new Sessions(place, () => assertUnchanged(folder.stamps.values()));
  try {
    const prepared = await prepare(named, folder, path, sessions);
    const tokenizer = tokenizerOf(folder);
    const stamps = new Map(folder.stamps);
    const files = { stamps, stamp: stampText(stamps.values()), weightFiles: weightFilesOf(prepared, stamps) };
    return { choice, path, prepared, ...tokenizer, place, sessions, fallbacks, ...files, memory, instrumented: new Map() };
  } catch (thrown) {
    await sessions.close();
    throw thrown;
  }
}

export const closeModel = (model: Model): Promise<void> => model.sessions.close();

/** Tokens of a text without opening the model: tokenizer.json is all that it takes. */
export function openTokens(path: string, text: string, pair?: string): Tokens {
  const folder = folderAt(placeOf(path).folder);
  const tokenizer = readTokenizer(folder) ?? raise({ code: 'no-tokenizer', path: folder.path });
  return tokenizer.encode(text, pair);
}

const prepare = (named: ModelPlace, folder: StampedFolder, path: string, sessions: Sessions): Checkpoint | Promise<Prepared> =>
  named.kind === 'onnx' ? prepareOnnx(folder, path, (graph, feeds) => sessions.run(graph, feeds)) : openFolder(folder, named.file);

/** Stamped paths whose files hold weights; weights name resolved files, stamps the folder's own entries. */
function weightFilesOf({ graph }: Prepared, stamps: ReadonlyMap<string, Stamp>): ReadonlySet<string> {
  const resolved = new Set(Array.from(fileWeights(graph), w => realPath(w.file)));
  return new Set([...stamps.keys()].filter(file => resolved.has(realPath(file))));
}
