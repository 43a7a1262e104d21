import * as vscode from 'vscode';
import type { ProviderReport } from '../../protocol/engine';
import type { Context } from '../context';
import { readSettings, setProvider } from '../settings';

interface Pick extends vscode.QuickPickItem {
  readonly provider: string;
}

/** Lists what this machine can run on, with reasons, and sets the one chosen. */
export async function chooseProvider(context: Context): Promise<void> {
  const { provider: current } = readSettings();
  const asking = new vscode.CancellationTokenSource();
  const picks = providers(context, asking.token).then(reports => items(reports, current));
  // A fault while listing must be told, and the list must not stay open waiting for it.
  picks.catch(() => asking.cancel());
  const chosen = await vscode.window.showQuickPick(picks, { placeHolder: vscode.l10n.t('What should models run on? Now: {0}', current), matchOnDetail: true }, asking.token);
  await picks;
  if (chosen && chosen.provider !== current) await setProvider(chosen.provider);
}

async function providers({ models }: Context, token: vscode.CancellationToken): Promise<readonly ProviderReport[]> {
  const { runtimePath } = readSettings();
  const open = models.active;
  if (open) return open.engine.ask('providers', { runtimePath }, { token });
  const engine = models.bareEngine();
  try {
    return await engine.ask('providers', { runtimePath }, { token });
  } finally {
    engine.dispose();
  }
}

function items(reports: readonly ProviderReport[], current: string): Pick[] {
  const first = reports.find(report => report.usable && report.why === undefined);
  const auto = vscode.l10n.t('the first that works well here: {0}', first?.name ?? 'cpu');
  return [pick('auto', true, auto, current), ...reports.map(({ name, usable, why }) => pick(name, usable, why, current))];
}

const pick = (provider: string, usable: boolean, why: string | undefined, current: string): Pick => ({
  provider,
  label: `${usable ? '$(check)' : '$(circle-slash)'} ${provider}`,
  description: [provider === current ? vscode.l10n.t('chosen') : '', usable ? '' : vscode.l10n.t('cannot be used here')].filter(Boolean).join(', '),
  ...(why ? { detail: why } : {}),
});
