import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { type FaultOf, raise } from '../core/fault';

/** Identity of a file's bytes as far as its directory entry tells: another one means that the bytes may be others. */
export interface Stamp {
  readonly file: string;
  readonly inode: bigint;
  readonly size: bigint;
  readonly modified: bigint;
}

/** The stamp of a file as it is now; follows links. */
export function stampOf(file: string): Stamp {
  const info = statSync(file, { bigint: true, throwIfNoEntry: false });
  if (!info) return raise({ code: 'changed-on-disk', path: file, how: 'deleted' });
  return { file, inode: info.ino, size: info.size, modified: info.mtimeNs };
}

type How = FaultOf<'changed-on-disk'>['how'];

/** What happened to a file since it was stamped, or undefined. */
export function changeOf(stamp: Stamp): How | undefined {
  const now = statSync(stamp.file, { bigint: true, throwIfNoEntry: false });
  if (!now) return 'deleted';
  if (now.ino !== stamp.inode) return 'replaced';
  if (now.size < stamp.size) return 'truncated';
  return now.size !== stamp.size || now.mtimeNs !== stamp.modified ? 'overwritten' : undefined;
}

/** Throws `changed-on-disk` for the first file that is not as it was. */
export function assertUnchanged(stamps: Iterable<Stamp>): void {
  for (const stamp of stamps) {
    const how = changeOf(stamp);
    if (how) raise({ code: 'changed-on-disk', path: stamp.file, how });
  }
}

/** One short word for a set of stamps, whatever their order. */
export function stampText(stamps: Iterable<Stamp>): string {
  const lines = Array.from(stamps, s => [s.file, s.inode, s.size, s.modified].join(' ')).sort();
  return createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16);
}
