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
  readonly why?: string;
}

async function shapesOf(plan: readonly Feeds[], probe: ShapeProbe, run: RunProbe): Promise<Shapes[]> {
  const shapes: Shapes[] = [];
  for (const feeds of plan) shapes.push(probe.read(await run(feeds), feeds));
  return shapes;
}

/** Runs the probe at several input lengths: the first plan whose runs all succeed. `given` are feeds of the user's own, the last resort. */
export async function measureShapes(graph: Graph, probe: ShapeProbe, run: RunProbe, given?: Feeds): Promise<Measured> {
  let why: string | undefined;
  for (const plan of [...measureInputs(graph), ...(given ? [[given]] : [])]) {
    try {
      return { runs: await shapesOf(plan, probe, run) };
    } catch (thrown) {
      const fault = asFault(thrown);
      if (fault.code === 'cancelled') throw thrown;
      why = 'why' in fault ? fault.why : fault.code;
    }
  }
  return { runs: [], ...(why && { why }) };
}
