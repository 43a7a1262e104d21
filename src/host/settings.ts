import * as vscode from 'vscode';
import type { ModelChoice } from '../protocol/engine';
import { isSummaryChoice, type SummaryChoice } from './summary';

/** The settings as they stand now. */
export interface Settings {
  /** A provider's name, or 'auto'. */
  readonly provider: string;
  /** Absolute path of the user's own onnxruntime-node, or ''. */
  readonly runtimePath: string;
  /** "8GB", or '' for a share of what is free. */
  readonly memoryLimit: string;
  readonly hover: boolean;
  /** How many texts the list of recent ones keeps. */
  readonly recentTexts: number;
  readonly hoverSummary: SummaryChoice;
  /** "L2 H1": the head that a hover sums up where it sums up one. */
  readonly hoverHead: string;
  /** Whether names of checkpoints in code carry commands above them. */
  readonly codeLens: boolean;
}

export const SECTION = 'headlight';

/** The most recent texts that are kept, whatever a settings file says, and how many where it says nothing. */
const MOST_TEXTS = 200;
const TEXTS = 30;

/** Reads the settings; one of another type counts as not set. */
export function readSettings(): Settings {
  const section = vscode.workspace.getConfiguration(SECTION);
  const text = (key: string, otherwise: string): string => {
    const value = section.get<unknown>(key);
    return typeof value === 'string' ? value.trim() : otherwise;
  };
  const summary = section.get<unknown>('hover.summary');
  return {
    provider: text('provider', 'auto') || 'auto',
    runtimePath: text('runtimePath', ''),
    memoryLimit: text('memoryLimit', ''),
    hover: section.get<unknown>('hover.enabled') !== false,
    recentTexts: count(section.get<unknown>('recentTexts')),
    hoverSummary: isSummaryChoice(summary) ? summary : 'rollout',
    hoverHead: text('hover.head', 'L0 H0'),
    codeLens: section.get<unknown>('codeLens.enabled') !== false,
  };
}

const count = (value: unknown): number => (Number.isInteger(value) ? Math.min(MOST_TEXTS, Math.max(0, value as number)) : TEXTS);

/** How a checkpoint is opened under these settings. */
export const choiceOf = (path: string, { provider, runtimePath }: Settings): ModelChoice => ({ path, provider, runtimePath });

/** Sets the provider for this machine. */
export const setProvider = (provider: string): Thenable<void> => vscode.workspace.getConfiguration(SECTION).update('provider', provider, vscode.ConfigurationTarget.Global);
