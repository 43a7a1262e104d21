import { parentPort, workerData } from 'node:worker_threads';
import type { Subject } from '../core/analyses/analysis';
import { ANALYSES } from '../core/analyses/table';
import { asFault, raise } from '../core/fault';
import type { Probed } from '../core/instrument/probe';
import type { FromWorker, ToWorker } from './compute';

/** Runs one analysis off the engine's event loop, so that slices and hovers are answered meanwhile. Ended from outside when cancelled. */
function work({ analysis: id, subject, probed }: { analysis: string; subject: Subject; probed: Probed }): FromWorker {
  try {
    const analysis = ANALYSES.find(a => a.id === id) ?? raise({ code: 'internal', why: `the worker knows no analysis ${id}` });
    let told = 0;
    const outcome = analysis.run(subject, probed, share => {
      if (share - told < 0.01) return;
      told = share;
      tell({ kind: 'progress', share });
    });
    return { kind: 'outcome', outcome };
  } catch (thrown) {
    return { kind: 'fault', fault: asFault(thrown) };
  }
}

const tell = (message: FromWorker): void => parentPort?.postMessage(message);

tell(work(workerData as ToWorker));
