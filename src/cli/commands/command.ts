import type { Command } from 'commander';
import type { Note } from '../../core/viewModels';
import type { Model } from '../../engine/model';
import { swapNotes, underSwaps } from '../../engine/swaps';
import type { CancellationToken, ProgressReport } from '../../protocol/channel';
import type { ModelChoice } from '../../protocol/engine';

/** What a command is run with. */
export interface Context {
  readonly out: (text: string) => void;
  readonly token: CancellationToken;
  readonly progress: (report: ProgressReport) => void;
}

/** Adds one command to the program. */
export type Register = (program: Command, context: Context) => void;

export interface ModelOptions {
  readonly provider: string;
  readonly runtime: string;
  readonly memoryLimit?: string;
}

export const MODEL = 'a checkpoint folder, a .safetensors or .onnx file, or demo';

/** Adds the options that say how a model is run. */
export const withModel = (command: Command): Command =>
  command
    .option('--provider <name>', 'what to run on: auto, cpu, webgpu, ... (see headlight providers)', 'auto')
    .option('--runtime <folder>', 'a folder with an onnxruntime-node of your own', process.env.HEADLIGHT_RUNTIME ?? '')
    .option('--memory-limit <size>', 'memory that a run may take, such as 8GB; most of what is free unless given');

export interface SwapOptions {
  readonly swap: readonly string[];
}

/** Adds --swap, which may be given again and again. */
export const withSwaps = (command: Command): Command =>
  command.option(
    '--swap <map[:parameter][@scope]>',
    "put another map from scores to weights in the place of the model's own, such as entmax:1.5@L2.H0-3; repeatable, the later wins",
    (swap: string, before: readonly string[]) => [...before, swap],
    [],
  );

/** The model as it was opened, or with its mappings swapped; the notes say so. */
export function modelUnder(model: Model, { swap }: SwapOptions): { readonly model: Model; readonly notes: readonly Note[] } {
  return swap.length === 0 ? { model, notes: [] } : { model: underSwaps(model, swap), notes: swapNotes(swap) };
}

export const choiceOf = (path: string, { provider, runtime }: ModelOptions): ModelChoice => ({ path, provider, runtimePath: runtime });
