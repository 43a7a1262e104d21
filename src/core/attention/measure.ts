import { asFault } from '../fault';
import type { Graph } from '../onnx/graph';
import type { Tensor } from '../tensor/tensor';
import type { Shapes } from './atoms';
import { type Feeds, measureInputs } from './measureInputs';
import type { ShapeProbe } from './shapeProbe';

/** One run of a probe's graph: its outputs by name. */
export type RunProbe = (feeds: Feeds) => Promise<Readonly<Record<string, Tensor>>>;

/** Shapes of one plan's runs; empty, with the last refusal's reason, where the graph took none of the lengths that were tried. */
export interface Measured {
  readonly runs: readonly Shapes[];
  /** What the first of the runs was fed: an input that the graph takes. */
  readonly feeds?: Feeds;
  readonly why?: string;
}

async function shapesOf(plan: readonly Feeds[], probe: ShapeProbe, run: RunProbe): Promise<Shapes[]> {
  const shapes: Shapes[] = [];
  for (const feeds of plan) shapes.push(probe.read(await run(feeds), feeds));
  return shapes;
}

/** Faults that say nothing of the length that was tried. */
const NO_REFUSALS: ReadonlySet<string> = new Set(['cancelled', 'changed-on-disk', 'no-provider', 'unsupported-model']);

const isEmpty = (shapes: Shapes): boolean => [...shapes.values()].some(dims => dims.includes(0));

/**
 * Runs the probe at several input lengths: the first plan whose runs all succeed and leave nothing empty (a picture smaller than a patch has no
 * patches), else the first that succeeds. `given` are feeds of the user's own, the last resort.
 */
export async function measureShapes(graph: Graph, probe: ShapeProbe, run: RunProbe, given?: Feeds): Promise<Measured> {
  let second: Measured | undefined;
  let why: string | undefined;
  for (const plan of [...measureInputs(graph), ...(given ? [[given]] : [])]) {
    try {
      const runs = await shapesOf(plan, probe, run);
      const measured = { runs, ...(plan[0] && { feeds: plan[0] }) };
      if (!runs.some(isEmpty)) return measured;
      second ??= measured;
    } catch (thrown) {
      const fault = asFault(thrown);
      if (NO_REFUSALS.has(fault.code)) throw thrown;
      why = 'why' in fault ? fault.why : fault.code;
    }
  }
  return second ?? { runs: [], ...(why && { why }) };
}
