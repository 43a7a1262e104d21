import type { Command } from 'commander';
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

export const choiceOf = (path: string, { provider, runtime }: ModelOptions): ModelChoice => ({ path, provider, runtimePath: runtime });
