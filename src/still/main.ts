import 'vscode-jsonrpc/browser';
import { openConnection, serve } from '../protocol/channel';
import type { PanelApi } from '../protocol/panel';
import { STILL_FORMAT, STILL_ID, type Still, unpack } from '../protocol/still';
import { answersOf } from './answers';

// Takes the extension's place in an exported page: the panel that the page carries asks it, and it answers from what the page holds.

function held(): Still {
  const text = document.getElementById(STILL_ID)?.textContent ?? '';
  const still = unpack(text, base64 => Uint8Array.from(atob(base64), sign => sign.charCodeAt(0))) as Still;
  if (still.format !== STILL_FORMAT) throw new Error('this page was written by another version of Headlight');
  return still;
}

const listeners: ((message: unknown) => void)[] = [];
const later = (work: () => void): void => void setTimeout(work);

const connection = openConnection({
  postMessage: data => later(() => dispatchEvent(new MessageEvent('message', { data }))),
  onMessage: listener => listeners.push(listener),
});
serve<PanelApi>(connection, answersOf(held()));

Object.assign(globalThis, {
  acquireVsCodeApi: () => ({
    postMessage: (data: unknown) =>
      later(() => {
        for (const listener of listeners) listener(data);
      }),
    getState: () => undefined,
    setState: () => undefined,
  }),
});
