import * as path from 'node:path';
import * as vscode from 'vscode';
import { raise } from '../core/fault';
import type { WriteParams } from '../protocol/engine';
import { NUMBERS_FORMATS, type NumbersFormat } from '../protocol/panel';
import { isOnDisk } from './disk';
import type { OpenModel } from './models';
import { whereTo } from './saveFile';
import { say } from './say';

type Question = Omit<WriteParams, 'model' | 'file'>;

/** Asks where to, and has the engine write an analysis' numbers there; false where its user changed their mind. Goes on when the panel is hidden, and can be cancelled. */
export async function exportNumbers(model: OpenModel, format: NumbersFormat, question: Question): Promise<boolean> {
  if (!NUMBERS_FORMATS.includes(format)) raise({ code: 'bad-usage', what: String(format), why: `numbers are written as ${NUMBERS_FORMATS.join(', ')}.` });
  const target = await whereTo(`${model.card.name}.${question.analysis}.${format}`);
  if (!target) return false;
  if (!isOnDisk(target)) raise({ code: 'bad-usage', what: target.path, why: 'numbers are written where the engine runs. Choose a folder of that machine.' });
  const file = target.fsPath;
  const title = vscode.l10n.t('Headlight: writing {0}', path.basename(file));
  const location = vscode.ProgressLocation.Notification;
  await vscode.window.withProgress({ location, title, cancellable: true }, (progress, token) => {
    let told = 0;
    return model.ask(
      'write',
      { ...question, file },
      {
        token,
        progress: ({ share, label }) => {
          progress.report({ message: say(label), increment: Math.max(0, 100 * (share - told)) });
          told = share;
        },
      },
    );
  });
  return true;
}
