import { flag } from '../json';
import type { PostProcessorKind } from './postProcessor';
import { trimmed } from './trim';

export const byteLevel: PostProcessorKind = {
  type: 'ByteLevel',
  make(part) {
    const trim = flag(part.trim_offsets, 'trim_offsets', true);
    const space = flag(part.add_prefix_space, 'add_prefix_space', true);
    return (parts, sources) => (trim ? parts.map(rows => rows.map((row, index) => trimmed(row, index === 0, space, sources[row.segment] ?? ''))) : parts);
  },
};
