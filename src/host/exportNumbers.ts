import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { raise } from '../core/fault';
import type { Asked } from '../protocol/channel';
import type { SideLabel, WriteParams } from '../protocol/engine';
import { NUMBERS_FORMATS, type NumbersFormat } from '../protocol/panel';
import { isOnDisk } from './disk';
import type { OpenModel } from './models';
import { whereTo } from './saveFile';
import { say } from './say';

type Question = Omit<WriteParams, 'model' | 'file' | 'beside' | 'input'> & { readonly input: TextInput };
type TextInput = { readonly kind: 'text'; readonly text: string; readonly pair?: string };

/** The second side of a comparison. */
export interface Second {
  readonly model: OpenModel;
  readonly stamp: string;
  readonly input: TextInput;
  /** Whether the difference is written, too. */
  readonly difference: boolean;
}

/**
 * Asks where to, and has the engine write an analysis' numbers there, of a comparison those of both sides; false where its user changed their mind. Goes on when the panel is
 * hidden, and can be cancelled.
 */
export async function exportNumbers(model: OpenModel, format: NumbersFormat, question: Question, second?: Second): Promise<boolean> {
  if (!NUMBERS_FORMATS.includes(format)) raise({ code: 'bad-usage', what: String(format), why: `numbers are written as ${NUMBERS_FORMATS.join(', ')}.` });
  const target = await whereTo(`${fileNameOf(model, question.analysis, second)}.${format}`);
  if (!target) return false;
  if (!isOnDisk(target)) raise({ code: 'bad-usage', what: target.path, why: vscode.l10n.t('numbers are written where the engine runs. Choose a folder of that machine.') });
  const file = target.fsPath;
  const title = vscode.l10n.t('Headlight: writing {0}', path.basename(file));
  const location = vscode.ProgressLocation.Notification;
  await vscode.window.withProgress({ location, title, cancellable: true }, async (progress, token) => {
    let told = 0;
    const tell: Asked['progress'] = ({ share, label }) => {
      progress.report({ message: say(label), increment: Math.max(0, 100 * (share - told)) });
      told = Math.max(told, share);
    };
    if (second) await writeBoth(model, question, second, file, { token, progress: tell });
    else await model.ask('write', { ...question, file }, { token, progress: tell });
  });
  return true;
}

/** What a file says of itself by its name: the second of two texts is the one that was compared with. */
function fileNameOf({ card }: OpenModel, analysis: string, second: Second | undefined): string {
  if (!second) return `${card.name}.${analysis}`;
  return second.model.card.path === card.path ? `${card.name}.${analysis}.two-texts` : `${card.name}-and-${second.model.card.name}.${analysis}`;
}

/** Each engine writes its own side: the first to a file that lasts until the second has put both together. */
async function writeBoth(model: OpenModel, question: Question, second: Second, file: string, { token, progress }: Asked): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'headlight-'));
  const part =
    (from: number): Asked['progress'] =>
    ({ share, label }) =>
      progress({ share: from + share / 2, label });
  const labelOf = ({ card }: OpenModel, { text, pair = '' }: TextInput): SideLabel => ({ checkpoint: card.name, text, pair });
  try {
    const first = path.join(folder, 'first.safetensors');
    await model.ask('write', { ...question, file: first }, { token, progress: part(0) });
    const { stamp, input, difference } = second;
    const sides = { first: labelOf(model, question.input), second: labelOf(second.model, input) };
    await second.model.ask('write', { ...question, stamp, input, file, beside: { first, difference, sides } }, { token, progress: part(0.5) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
