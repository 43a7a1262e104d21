import * as vscode from 'vscode';
import { type Asked, type Handlers, type MessageConnection, openConnection, type Port, serve, type Tellers, teller } from '../protocol/channel';
import type { PanelApi, PanelEvents } from '../protocol/panel';
import 'vscode-jsonrpc/node';

/** Functions of an interface, by name. */
type Requests<Api> = { [M in keyof Api]: (params: never) => unknown };

/**
 * The requests of a webview. A webview is made again each time it comes back into sight, and numbers its requests from the start again: so each
 * life gets a connection of its own, which begins with `ready`, and what an earlier life had asked is cancelled and never answered.
 */
export class PanelSession<Api extends Requests<Api> = PanelApi, Events extends Requests<Events> = PanelEvents> implements vscode.Disposable {
  private life: { readonly connection: MessageConnection; readonly end: vscode.CancellationTokenSource; readonly hear: (message: unknown) => void } | undefined;
  private readonly listening: vscode.Disposable;

  constructor(
    private readonly webview: vscode.Webview,
    private readonly handlers: Handlers<Api>,
  ) {
    this.listening = webview.onDidReceiveMessage((message: unknown) => {
      if (isRequest(message, 'ready')) this.begin();
      this.life?.hear(message);
    });
  }

  /** Sends events; nobody hears them while the webview is not there. */
  get tell(): Tellers<Events> | undefined {
    return this.life && teller<Events>(this.life.connection);
  }

  /** The webview went out of sight: what it asked for is no longer wanted. */
  end(): void {
    this.life?.end.cancel();
    this.life?.end.dispose();
    this.life?.connection.dispose();
    this.life = undefined;
  }

  dispose(): void {
    this.end();
    this.listening.dispose();
  }

  private begin(): void {
    this.end();
    const end = new vscode.CancellationTokenSource();
    let hear: (message: unknown) => void = () => undefined;
    const port: Port = {
      postMessage: message => void this.webview.postMessage(message).then(undefined, () => undefined),
      onMessage: listener => {
        hear = listener;
      },
    };
    const connection = openConnection(port);
    serve<Api>(connection, endingWith(this.handlers, end.token));
    this.life = { connection, end, hear };
  }
}

const isRequest = (message: unknown, method: string): boolean =>
  typeof message === 'object' && message !== null && 'method' in message && message.method === method && 'id' in message;

/** The same handlers, whose requests are cancelled by their asker or by the end of the webview, whichever comes first. */
function endingWith<Api>(handlers: Handlers<Api>, end: vscode.CancellationToken): Handlers<Api> {
  const wrapped = Object.entries<unknown>(handlers).map(([method, handle]) => [
    method,
    async (params: unknown, asked: Asked) => {
      const source = new vscode.CancellationTokenSource();
      const listeners = [asked.token, end].map(token => token.onCancellationRequested(() => source.cancel()));
      try {
        return await (handle as (params: unknown, asked: Asked) => unknown)(params, { ...asked, token: source.token });
      } finally {
        for (const listener of listeners) listener.dispose();
        source.dispose();
      }
    },
  ]);
  return Object.fromEntries(wrapped) as Handlers<Api>;
}
