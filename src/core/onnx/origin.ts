import { raise } from '../fault';
import type { ByteSource, Folder } from '../source';
import type { TensorProto } from './schema';

/** The file that a tensor stands in, and the folder that it may point into. */
export interface Origin {
  readonly source: ByteSource;
  readonly folder: Folder;
}

/** Nothing longer is read into memory. */
export const LONGEST = 256 * 1024 * 1024;

/** Refuses a tensor: `why` completes "tensor "w" ...". */
export const badTensor = ({ source }: Origin, { name }: TensorProto, why: string): never => raise({ code: 'malformed', path: source.path, why: `tensor "${name ?? ''}" ${why}` });
