import 'vscode-jsonrpc/browser';
import { openConnection } from '../src/protocol/channel';
import { registerControls } from './controls';
import { watchTheme } from './theme';

interface VsCode {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCode;

/** Makes `<main id="panel">` ready to be drawn in, and opens the connection to the extension. Once a page: VS Code gives its API a single time. */
export function begin() {
  const root = document.getElementById('panel');
  if (!root) throw new Error('the page has no element "panel"');
  registerControls();
  watchTheme();
  const vscode = acquireVsCodeApi();
  const connection = openConnection({
    postMessage: message => vscode.postMessage(message),
    onMessage: listener => addEventListener('message', event => listener(event.data)),
  });
  return { root, vscode, connection };
}
