import { type ChildProcess, fork } from 'node:child_process';
import { FaultError, raise } from '../core/fault';
import { type Asking, connect, openConnection, type Port, type Remote } from '../protocol/channel';
import { ENGINE_PROTOCOL, type EngineApi, type Hello, type Method, type Params, type Reply } from '../protocol/engine';
import 'vscode-jsonrpc/node';

export interface EngineLog {
  info(line: string): void;
  warn(line: string): void;
}

export interface EnginePlace {
  /** Absolute path of the engine's bundle. */
  readonly script: string;
  /** Asked anew at every start. */
  readonly environment: () => Readonly<Record<string, string>>;
  readonly log: EngineLog;
  /** How long an engine may take to answer after a cancelled request before it is killed, milliseconds. */
  readonly patience: number;
}

/** One life of the process. `stopped` holds why it ended, once it did. */
interface Life {
  readonly child: ChildProcess;
  readonly api: Remote<EngineApi>;
  readonly hello: Promise<Hello>;
  /** Set when we end it ourselves: 'cancel' makes what else was pending be asked again. */
  ending?: 'cancel' | 'dispose';
  signal?: NodeJS.Signals;
  stopped?: string;
}

/** What a signal means to somebody whose checkpoint was being run. */
const SIGNALS: Readonly<Record<string, string>> = {
  SIGBUS: 'the checkpoint was cut short on disk under a run',
  SIGKILL: 'it was killed from outside, which the system does where memory runs out',
  SIGSEGV: 'the runtime crashed',
  SIGABRT: 'the runtime gave up',
};

/**
 * The process that runs one model: started by the first request, started again by the next one after it ended. Every request settles. A run
 * blocks the process, so a cancelled one settles here at once and the process is killed where it does not come back in time.
 */
export class EngineProcess {
  private life: Life | undefined;
  private disposed = false;

  constructor(private readonly place: EnginePlace) {}

  /** Identity of the process, undefined while there is none. */
  get pid(): number | undefined {
    return this.life?.child.pid;
  }

  /** The catalogue; starts the process where needed. */
  hello(): Promise<Hello> {
    return this.living().hello;
  }

  /** Asks the engine. Rejects with a `FaultError`. */
  async ask<M extends Method>(method: M, params: Params<M>, asking: Asking = {}): Promise<Reply<M>> {
    if (asking.token?.isCancellationRequested) throw new FaultError({ code: 'cancelled' });
    const life = this.living();
    // A pointer that moves on ends its own question, never the run of a panel that the engine is busy with.
    const watch = method === 'glance' ? undefined : asking.token?.onCancellationRequested(() => this.hasten(life));
    try {
      await life.hello;
      return await (life.api[method] as (params: Params<M>, asking: Asking) => Promise<Reply<M>>)(params, asking);
    } catch (thrown) {
      if (!(thrown instanceof FaultError) || thrown.fault.code !== 'engine-stopped') throw thrown;
      if (asking.token?.isCancellationRequested) throw new FaultError({ code: 'cancelled' });
      if (life.ending === 'cancel' && !this.disposed) return this.ask(method, params, asking);
      const path = 'model' in params ? params.model.path : '';
      if (life.signal === 'SIGBUS' && path) throw new FaultError({ code: 'changed-on-disk', path, how: 'truncated' });
      throw thrown;
    } finally {
      watch?.dispose();
    }
  }

  /** Ends the process; the next request starts another. */
  stop(): void {
    if (this.life) this.end(this.life, 'dispose');
  }

  dispose(): void {
    this.disposed = true;
    this.stop();
  }

  private living(): Life {
    if (this.disposed) raise({ code: 'engine-stopped', why: 'its checkpoint was closed' });
    this.life ??= this.start();
    return this.life;
  }

  private start(): Life {
    const { script, environment, log } = this.place;
    // execArgv: the extension host's own options are not for this process. ELECTRON_RUN_AS_NODE: else VS Code would start itself.
    const env = { ...process.env, ...environment(), ELECTRON_RUN_AS_NODE: '1' };
    const child = fork(script, [], { serialization: 'advanced', execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'], env });
    const complaints = passLines(child, log);
    const why = (): string => life.stopped ?? 'its process ended';
    const api = connect<EngineApi>(openConnection(portOf(child, () => this.ended(life, complaints()))), why);
    const life: Life = { child, api, hello: greet(api) };
    life.hello.catch(() => this.end(life, 'dispose'));
    log.info(`engine ${child.pid ?? '?'} started`);
    return life;
  }

  private ended(life: Life, complaint: string): void {
    const { exitCode, signalCode } = life.child;
    if (signalCode) life.signal = signalCode;
    const cause = signalCode ? (SIGNALS[signalCode] ?? `signal ${signalCode}`) : `exit status ${exitCode ?? 'unknown'}`;
    life.stopped ??= complaint && !signalCode ? `${cause}: ${complaint}` : cause;
    if (this.life === life) this.life = undefined;
    this.place.log.info(`engine ${life.child.pid ?? '?'} ended: ${life.ending ?? life.stopped}`);
  }

  /** After a cancel: an engine that is not back in time is killed, and what else was pending is asked of a new one. */
  private hasten(life: Life): void {
    const late = setTimeout(() => this.end(life, 'cancel'), this.place.patience);
    life.api.hello({ protocol: ENGINE_PROTOCOL }).then(
      () => clearTimeout(late),
      () => clearTimeout(late),
    );
  }

  private end(life: Life, ending: 'cancel' | 'dispose'): void {
    life.ending ??= ending;
    if (this.life === life) this.life = undefined;
    life.child.kill('SIGKILL');
  }
}

async function greet(api: Remote<EngineApi>): Promise<Hello> {
  const hello = await api.hello({ protocol: ENGINE_PROTOCOL });
  if (hello.protocol !== ENGINE_PROTOCOL) raise({ code: 'version-mismatch', what: 'the engine', mine: ENGINE_PROTOCOL, theirs: hello.protocol });
  return hello;
}

/** The end of the channel is the end of the process: only then its signal is known. */
function portOf(child: ChildProcess, ended: () => void): Port {
  return {
    postMessage: message => void (child.connected && child.send(message as object, () => undefined)),
    onMessage: listener => child.on('message', listener),
    onClose: listener => {
      const close = (): void => {
        ended();
        listener();
      };
      child.once('exit', close);
      child.once('error', () => child.exitCode === null && child.pid === undefined && close());
    },
  };
}

/** Sends what the process prints to the log, line by line; gives the last line of its standard error. */
function passLines(child: ChildProcess, log: EngineLog): () => string {
  let last = '';
  const pass = (stream: NodeJS.ReadableStream | null, tell: (line: string) => void): void => {
    let rest = '';
    stream?.setEncoding('utf8');
    stream?.on('data', (data: string) => {
      const lines = (rest + data).split('\n');
      rest = (lines.pop() ?? '').slice(-4000);
      for (const line of lines) if (line.trim()) tell(line.trimEnd());
    });
  };
  pass(child.stdout, line => log.info(line));
  pass(child.stderr, line => {
    last = line.slice(0, 300);
    log.warn(line);
  });
  return () => last;
}
