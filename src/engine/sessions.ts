import { createHash } from 'node:crypto';
import type { InferenceSession } from 'onnxruntime-node';
import type { Graph } from '../core/onnx/graph';
import { openSession, type Place, runSession, type Serialised, serialiseGraph, type Tensors } from './session';
import { weightBytesOf } from './weights';

interface Entry {
  readonly serialised: Serialised;
  readonly weightBytes: number;
  session: InferenceSession;
  prepacked: boolean;
  uses: number;
  /** How long it took to open without prepacking, milliseconds. */
  readonly openedIn: number;
}

/** Sessions are cheap while their weights are only mapped; a prepacked one holds a copy of them. */
const KEPT = 8;
const KEPT_PREPACKED = 2;
/** Prepacking blocks for about 0.6 ms a megabyte: above this it would be felt more than it saves. */
const PREPACK_LIMIT = 1e9;
/** A graph that takes longer to open than this is not rebuilt: with thousands of nodes opening is most of its cost, and a slider would wait for it. */
const REBUILD_LIMIT_MS = 250;
/** Idle time before a graph that was asked for twice is rebuilt with prepacked weights. */
const PREPACK_AFTER_MS = 150;

/**
 * The sessions of one model, by content of the graph. A graph opens without prepacking, so that its first answer comes at once; one that is asked
 * for again is rebuilt with it as soon as nobody waits. The least recently used go first.
 */
export class Sessions {
  private readonly entries = new Map<string, Entry>();
  private readonly keys = new WeakMap<Graph, string>();
  private turn: Promise<unknown> = Promise.resolve();
  private idle: NodeJS.Timeout | undefined;
  private closed = false;

  /** `check` throws where the files are no longer those that the graphs were made from. */
  constructor(
    private readonly place: Place,
    private readonly check: () => void,
  ) {}

  /**
   * Runs a graph once. Calls are served in order; a rebuild never comes between opening and running. A session keeps the memory of its largest run
   * for the next, so one that is said to be `large` is closed afterwards: opening it again costs milliseconds.
   */
  run(graph: Graph, feeds: Tensors, large = false): Promise<Tensors> {
    clearTimeout(this.idle);
    return this.inTurn(async () => {
      this.check();
      const entry = await this.entryOf(graph);
      entry.uses++;
      try {
        return await runSession(this.place, entry.session, feeds);
      } finally {
        if (large) await this.drop(graph);
        this.check();
        this.idle = setTimeout(() => void this.inTurn(() => this.rebuild()).catch(() => undefined), PREPACK_AFTER_MS).unref();
      }
    });
  }

  /** Rebuilds with prepacking what was asked for more than once; at most one session, so that a waiting request comes soon. */
  async rebuild(): Promise<void> {
    const due = [...this.entries.values()].reverse().find(e => !e.prepacked && e.uses > 1 && e.weightBytes <= PREPACK_LIMIT && e.openedIn <= REBUILD_LIMIT_MS);
    if (!due || this.closed) return;
    this.check();
    const slow = due.session;
    due.session = await openSession(this.place, due.serialised, true);
    due.prepacked = true;
    await slow.release();
    await this.evict();
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.idle);
    await this.inTurn(async () => {
      for (const { session } of this.entries.values()) await session.release();
      this.entries.clear();
    });
  }

  private inTurn<T>(task: () => Promise<T>): Promise<T> {
    const result = this.turn.then(task);
    this.turn = result.catch(() => undefined);
    return result;
  }

  private async entryOf(graph: Graph): Promise<Entry> {
    const known = this.keys.get(graph);
    const found = known === undefined ? undefined : this.entries.get(known);
    if (known !== undefined && found) {
      this.entries.delete(known);
      this.entries.set(known, found);
      return found;
    }
    const serialised = serialiseGraph(graph);
    const key = createHash('sha256').update(serialised.bytes).digest('hex');
    this.keys.set(graph, key);
    const same = this.entries.get(key);
    if (same) return same;
    const start = performance.now();
    const session = await openSession(this.place, serialised, false);
    const openedIn = performance.now() - start;
    const entry: Entry = { serialised, weightBytes: weightBytesOf(graph), session, prepacked: false, uses: 0, openedIn };
    this.entries.set(key, entry);
    await this.evict();
    return entry;
  }

  private async drop(graph: Graph): Promise<void> {
    const key = this.keys.get(graph) ?? '';
    const entry = this.entries.get(key);
    this.entries.delete(key);
    await entry?.session.release();
  }

  private async evict(): Promise<void> {
    const oldest = [...this.entries];
    const prepacked = oldest.filter(([, e]) => e.prepacked);
    const out = new Set([...oldest.slice(0, Math.max(0, oldest.length - KEPT)), ...prepacked.slice(0, Math.max(0, prepacked.length - KEPT_PREPACKED))]);
    for (const [key, entry] of out) {
      this.entries.delete(key);
      await entry.session.release();
    }
  }
}
