/**
 * Bytes by position: what every reader of files is given, so that a 10 GB checkpoint opens by reading kilobytes and core needs no file system.
 * `read` gives exactly `length` bytes or throws a fault; it never reads past `size`.
 */
export interface ByteSource {
  /** Absolute, resolved path: what weight references name. */
  readonly path: string;
  readonly size: number;
  read(offset: number, length: number): Uint8Array;
}

/** A checkpoint's folder as core sees it: names of files directly inside, and their bytes. Nothing outside the folder can be named. */
export interface Folder {
  readonly path: string;
  has(name: string): boolean;
  /** Throws `not-found` where the folder has no such file and `bad-input` where the name leaves the folder. */
  open(name: string): ByteSource;
}
