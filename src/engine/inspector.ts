import { basename, dirname, extname } from 'node:path';
import { raise } from '../core/fault';
import { inspectOnnx } from '../core/inspect/onnx';
import { inspectSafetensors } from '../core/inspect/safetensors';
import { counted } from '../core/inspect/sample';
import type { InspectedFile, ListedTensor } from '../core/inspect/stored';
import { windowOf } from '../core/inspect/window';
import { message } from '../core/message';
import type { Asked } from '../protocol/channel';
import type { FileCard, Look, LookParams, StatisticsParams, TensorName, TensorPage, TensorStatistics, TensorsParams } from '../protocol/inspect';
import { type Around, aroundOnnx, aroundSafetensors, fileCard, shortName, tensorInfo } from './fileCard';
import { folderAt, type StampedFolder } from './files';
import { assertUnchanged, changeOf, stampText } from './stamps';
import { Order } from './tensorOrder';

/** A file whose header was read. */
export interface Inspection {
  readonly path: string;
  /** Resolved. */
  readonly main: string;
  readonly folder: StampedFolder;
  readonly bytes: number;
  readonly file: InspectedFile;
  readonly around: Around;
  readonly stamp: string;
}

/** Looks into one file at a time, by position and without a runtime. Everything can be made again from a request alone, so that a new process may answer it. */
export class Inspector {
  private current: (Inspection & { readonly order: Order }) | undefined;

  /** Reads the header anew if the file changed on disk. */
  inspect(path: string): FileCard {
    return fileCard(this.use(path, ''));
  }

  tensors({ path, stamp, from, count, search, order }: TensorsParams): TensorPage {
    const { file, main, order: sorted } = this.use(path, stamp);
    const found = sorted.find(search, order);
    const start = Math.max(0, Math.min(whole(from), found.length));
    const tensors = Array.from(found.slice(start, start + Math.min(whole(count), MOST_ROWS)), index => tensorInfo(file, index, main));
    return { total: file.tensors.length, matching: found.length, from: start, tensors };
  }

  look({ path, stamp, tensor, leading, rows, columns }: LookParams): Look {
    const inspection = this.use(path, stamp);
    const { index, listed } = named(inspection, tensor);
    const { values, ...window } = windowOf(listed, { leading, rows, columns });
    assertUnchanged(inspection.folder.stamps.values());
    return { tensor: tensorInfo(inspection.file, index, inspection.main), ...window, values };
  }

  /** Between two blocks the process does what else it is asked. */
  async statistics({ path, stamp, tensor, all }: StatisticsParams, { token, progress }: Asked): Promise<TensorStatistics> {
    const inspection = this.use(path, stamp);
    const { listed } = named(inspection, tensor);
    const work = counted(listed, all);
    for (let step = work.next(), last = performance.now(); ; step = work.next()) {
      if (step.done) {
        assertUnchanged(inspection.folder.stamps.values());
        return { ...step.value, elements: listed.elements };
      }
      if (performance.now() - last < TURN) continue;
      last = performance.now();
      progress({ share: step.value, label: message('Counting') });
      await new Promise(turn => setImmediate(turn));
      if (token.isCancellationRequested) raise({ code: 'cancelled' });
    }
  }

  /** The file, if it is the one asked for and still the one on disk; else reads it. A stamp that is not met is a fault. */
  private use(path: string, stamp: string): Inspection & { readonly order: Order } {
    const { current } = this;
    const changed = current && [...current.folder.stamps.values()].some(known => changeOf(known) !== undefined);
    if (changed && stamp !== '') {
      this.current = undefined;
      assertUnchanged(current.folder.stamps.values());
    }
    if (!current || changed || current.path !== path) this.current = read(path);
    const used = this.current as Inspection & { readonly order: Order };
    if (stamp !== '' && stamp !== used.stamp) raise({ code: 'changed-on-disk', path, how: 'overwritten' });
    return used;
  }
}

/** Milliseconds of work between two turns of the event loop. */
const TURN = 20;
const MOST_ROWS = 500;

const whole = (value: number): number => (Number.isSafeInteger(value) && value > 0 ? value : 0);

function read(path: string): Inspection & { readonly order: Order } {
  const folder = folderAt(dirname(path));
  const name = basename(path);
  const source = folder.open(name);
  const onnx = extname(path).toLowerCase() === '.onnx';
  const file = onnx ? inspectOnnx(source, folder) : inspectSafetensors(source);
  const around = onnx ? aroundOnnx(file) : aroundSafetensors(folder, name);
  assertUnchanged(folder.stamps.values());
  return { path, main: source.path, folder, bytes: source.size, file, around, stamp: stampText(folder.stamps.values()), order: new Order(file.tensors) };
}

/** The tensor at an index if it bears the name, else the first that does: the file may have been written anew. */
function named({ file, path }: Inspection, { index, name }: TensorName): { readonly index: number; readonly listed: ListedTensor } {
  const bears = (tensor: ListedTensor | undefined): boolean => tensor !== undefined && shortName(tensor.name) === name;
  const at = bears(file.tensors[index]) ? index : file.tensors.findIndex(bears);
  const listed = file.tensors[at];
  return listed ? { index: at, listed } : raise({ code: 'bad-input', what: path, why: `there is no tensor "${name}" in it any more.` });
}
