import {
  AbstractMessageReader,
  AbstractMessageWriter,
  type CancellationToken,
  CancellationTokenSource,
  createMessageConnection,
  type DataCallback,
  type Disposable,
  ErrorCodes,
  type Message as JsonRpcMessage,
  type MessageConnection,
  ResponseError,
} from 'vscode-jsonrpc';
import { asFault, type Fault, FaultError } from '../core/fault';
import type { Message } from '../core/message';

export type { CancellationToken, MessageConnection } from 'vscode-jsonrpc';
export { CancellationTokenSource } from 'vscode-jsonrpc';

/**
 * Two ends that carry plain data: a forked process, a webview's postMessage. Messages are structured-cloned by the transport, so typed arrays
 * cross as they are. Whoever opens a connection imports `vscode-jsonrpc/node` or `vscode-jsonrpc/browser` first: it brings the platform's timers.
 */
export interface Port {
  postMessage(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once when the other end is gone. Absent where that cannot happen alone. */
  onClose?(listener: () => void): void;
}

export interface ProgressReport {
  readonly share: number;
  readonly label: Message;
}

/** What a handler is given besides its parameters. */
export interface Asked {
  readonly token: CancellationToken;
  readonly progress: (report: ProgressReport) => void;
}

/** What an asker may add to a request. */
export interface Asking {
  readonly token?: CancellationToken | undefined;
  readonly progress?: ((report: ProgressReport) => void) | undefined;
}

type Request = (params: never) => unknown;
type ParamsOf<F> = F extends (params: infer P) => unknown ? P : never;
type ReplyOf<F> = F extends (params: never) => infer R ? R : never;

/** An interface of functions, as its answering side writes it. */
export type Handlers<Api> = { readonly [M in keyof Api]: (params: ParamsOf<Api[M]>, asked: Asked) => ReplyOf<Api[M]> | Promise<ReplyOf<Api[M]>> };
/** The same interface, as its asking side sees it. Every call settles; a failed one rejects with a `FaultError`. */
export type Remote<Api> = { readonly [M in keyof Api]: (params: ParamsOf<Api[M]>, asking?: Asking) => Promise<ReplyOf<Api[M]>> };

interface Envelope {
  readonly params: unknown;
  /** Identity of the request's progress, where the asker listens to it. */
  readonly progress: number | null;
}

const PROGRESS = '$/headlight/progress';

class PortReader extends AbstractMessageReader {
  constructor(private readonly port: Port) {
    super();
    port.onClose?.(() => this.fireClose());
  }

  override listen(callback: DataCallback): Disposable {
    this.port.onMessage(data => {
      if (typeof data === 'object' && data !== null && 'jsonrpc' in data) callback(data as JsonRpcMessage);
    });
    return { dispose: () => undefined };
  }
}

class PortWriter extends AbstractMessageWriter {
  constructor(private readonly port: Port) {
    super();
  }

  async write(message: JsonRpcMessage): Promise<void> {
    this.port.postMessage(message);
  }

  end(): void {}
}

/** A typed, bidirectional connection over a port; listens at once. When the other end closes, all that is pending is settled. */
export function openConnection(port: Port): MessageConnection {
  const connection = createMessageConnection(new PortReader(port), new PortWriter(port), silent);
  connection.onClose(() => connection.dispose());
  connection.listen();
  return connection;
}

const silent = { error: () => undefined, warn: () => undefined, info: () => undefined, log: () => undefined };

/** Answers an interface's requests. What a handler throws crosses as its fault. */
export function serve<Api extends { [M in keyof Api]: Request }>(connection: MessageConnection, handlers: Handlers<Api>): void {
  for (const method of Object.keys(handlers) as (keyof Api & string)[]) {
    const handle = handlers[method] as (params: unknown, asked: Asked) => unknown;
    connection.onRequest(method, async (envelope: Envelope, token: CancellationToken) => {
      const progress = (report: ProgressReport): void => {
        if (envelope.progress !== null && !token.isCancellationRequested) void notify(connection, PROGRESS, { ...report, id: envelope.progress });
      };
      try {
        return await handle(envelope.params, { token, progress });
      } catch (thrown) {
        const fault = asFault(thrown);
        return new ResponseError(ErrorCodes.InternalError, fault.code, fault);
      }
    });
  }
}

/** Asks the other end. A cancelled request settles at once, whatever the other end does. `why` words the end of a connection. */
export function connect<Api extends { [M in keyof Api]: Request }>(connection: MessageConnection, why: () => string = () => 'its process ended'): Remote<Api> {
  const listeners = new Map<number, (report: ProgressReport) => void>();
  let last = 0;
  connection.onNotification(PROGRESS, ({ id, share, label }: ProgressReport & { id: number }) => listeners.get(id)?.({ share, label }));
  const ask = async (method: string, params: unknown, { token, progress }: Asking = {}): Promise<unknown> => {
    if (token?.isCancellationRequested) throw new FaultError({ code: 'cancelled' });
    const id = ++last;
    if (progress) listeners.set(id, progress);
    const source = new CancellationTokenSource();
    const envelope: Envelope = { params, progress: progress ? id : null };
    let stop: Disposable | undefined;
    const cancelled = new Promise<never>((_, reject) => {
      stop = token?.onCancellationRequested(() => {
        source.cancel();
        reject(new FaultError({ code: 'cancelled' }));
      });
    });
    try {
      return await Promise.race([connection.sendRequest(method, envelope, source.token), cancelled]);
    } catch (thrown) {
      throw new FaultError(faultOf(thrown, why));
    } finally {
      listeners.delete(id);
      stop?.dispose();
    }
  };
  const methods: ProxyHandler<object> = {
    // A promise-like answer to `then` would make an awaited remote call the other end.
    get: (_, method) => (typeof method === 'string' && method !== 'then' ? (params: unknown, asking?: Asking) => ask(method, params, asking) : undefined),
  };
  return new Proxy({}, methods) as Remote<Api>;
}

/** Sends an interface's events; nobody answers. A closed connection swallows them. */
export function teller<Events extends { [M in keyof Events]: Request }>(connection: MessageConnection): Tellers<Events> {
  const methods: ProxyHandler<object> = {
    get: (_, method) => (typeof method === 'string' && method !== 'then' ? (params: unknown) => void notify(connection, method, { params }) : undefined),
  };
  return new Proxy({}, methods) as Tellers<Events>;
}

/** Whoever listened may be gone: then there is nobody to tell, and nobody to tell that. */
async function notify(connection: MessageConnection, method: string, params: object): Promise<void> {
  try {
    await connection.sendNotification(method, params);
  } catch {}
}

/** Functions that give nothing back. */
export type Tellers<Events> = { readonly [M in keyof Events]: (params: ParamsOf<Events[M]>) => void };

/** Hears an interface's events. */
export function hear<Events extends { [M in keyof Events]: Request }>(connection: MessageConnection, listeners: Tellers<Events>): void {
  for (const method of Object.keys(listeners) as (keyof Events & string)[]) {
    const listener = listeners[method] as (params: unknown) => void;
    connection.onNotification(method, ({ params }: { params: unknown }) => listener(params));
  }
}

/** Any failed request as a fault: the other side's own, or the end of the connection. */
function faultOf(thrown: unknown, why: () => string): Fault {
  if (thrown instanceof ResponseError && isFault(thrown.data)) return thrown.data;
  if (thrown instanceof FaultError) return thrown.fault;
  if (thrown instanceof ResponseError && thrown.code === ErrorCodes.MethodNotFound) return { code: 'internal', why: thrown.message };
  return { code: 'engine-stopped', why: why() };
}

const isFault = (data: unknown): data is Fault => typeof data === 'object' && data !== null && 'code' in data && typeof data.code === 'string';
