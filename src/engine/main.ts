import 'vscode-jsonrpc/node';
import { asFault, raise } from '../core/fault';
import { type Asked, type Handlers, openConnection, serve } from '../protocol/channel';
import { ENGINE_PROTOCOL, type EngineApi } from '../protocol/engine';
import { Engine } from './engine';
import { Inspector } from './inspector';
import { listProviders } from './providers';
import { URGENCY } from './queue';

/**
 * The engine's process: forked by the extension host with `serialization: 'advanced'`, it answers `EngineApi` over the process channel, writes nothing to
 * standard output, and ends when the channel closes. It computes one thing at a time; what waits is ordered by urgency (queue.ts).
 */
const engine = new Engine();
const inspector = new Inspector();
let greeted = false;
/** Time for the last reply to leave. */
const LAST_WORDS_MS = 50;

const HANDLERS: Handlers<EngineApi> = {
  hello: ({ protocol }) => {
    if (protocol !== ENGINE_PROTOCOL) raise({ code: 'version-mismatch', what: 'the engine', mine: ENGINE_PROTOCOL, theirs: protocol });
    greeted = true;
    return engine.hello();
  },
  memory: () => ({ resident: process.memoryUsage.rss() }),
  providers: ({ runtimePath }, asked) => inTurn('question', asked, () => listProviders(runtimePath)),
  open: ({ model }, asked) => inTurn('question', asked, () => engine.open(model, asked)),
  tokens: ({ model, input }, asked) => inTurn('question', asked, () => engine.tokens(model, input, asked)),
  analyse: (params, asked) => engine.analyse(params, asked, work => inTurn('analysis', asked, work)),
  experiment: (params, asked) => engine.experiment(params, asked, work => inTurn('analysis', asked, work)),
  write: (params, asked) => engine.write(params, asked, work => inTurn('analysis', asked, work)),
  slice: (params, asked) => engine.slice(params, asked, work => inTurn('slice', asked, work)),
  glance: (params, asked) => inTurn('glance', asked, () => engine.glance(params, asked)),
  // Looking into a file needs no model and waits for none.
  inspect: ({ path }) => atOnce(() => inspector.inspect(path)),
  listTensors: params => atOnce(() => inspector.tensors(params)),
  look: params => atOnce(() => inspector.look(params)),
  statistics: (params, asked) => atOnce(() => inspector.statistics(params, asked)),
};

function atOnce<T>(task: () => T): T {
  if (!greeted) raise({ code: 'version-mismatch', what: 'the host', mine: ENGINE_PROTOCOL, theirs: 0 });
  return task();
}

async function inTurn<T>(urgency: keyof typeof URGENCY, { token }: Asked, task: () => Promise<T>): Promise<T> {
  try {
    return await atOnce(() => engine.queue.run(URGENCY[urgency], token, task));
  } catch (thrown) {
    // This process cannot go on (it holds another runtime than is asked for): once that is told, the next request starts a new one.
    if (asFault(thrown).code === 'engine-stopped') setTimeout(() => process.exit(0), LAST_WORDS_MS);
    throw thrown;
  }
}

process.on('disconnect', () => process.exit(0));

serve<EngineApi>(
  openConnection({
    postMessage: message => process.send?.(message),
    onMessage: listener => process.on('message', listener),
    onClose: listener => process.on('disconnect', listener),
  }),
  HANDLERS,
);
