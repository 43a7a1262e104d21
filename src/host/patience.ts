import * as vscode from 'vscode';

/** How long a work may take before it is worth a notification, milliseconds. */
const PATIENCE = 1000;

/** Does a work with progress in the status bar, and with a notification that can cancel it once it takes longer than a moment. */
export async function withPatience<T>(title: string, work: (token: vscode.CancellationToken) => Promise<T>): Promise<T> {
  const source = new vscode.CancellationTokenSource();
  try {
    const doing = work(source.token);
    void vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () => settled(doing));
    if (await isLate(doing)) void notify(title, doing, source);
    return await doing;
  } finally {
    source.dispose();
  }
}

function notify(title: string, doing: Promise<unknown>, source: vscode.CancellationTokenSource): Thenable<void> {
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, (_, token) => {
    token.onCancellationRequested(() => source.cancel());
    return settled(doing);
  });
}

function isLate(doing: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>(resolve => {
    timer = setTimeout(() => resolve(true), PATIENCE);
  });
  return Promise.race([late, settled(doing).then(() => false)]).finally(() => clearTimeout(timer));
}

/** The end of a work, whichever it is. */
const settled = (doing: Promise<unknown>): Promise<void> =>
  doing.then(
    () => undefined,
    () => undefined,
  );
