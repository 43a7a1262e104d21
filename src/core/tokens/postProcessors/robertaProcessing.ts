import { flag } from '../json';
import { markOf } from './marks';
import type { PostProcessorKind } from './postProcessor';
import { trimmed } from './trim';

/** <s> A </s>, then </s> B </s>; every type is 0. */
export const robertaProcessing: PostProcessorKind = {
  type: 'RobertaProcessing',
  make(part) {
    const [cls, sep] = [markOf(part.cls, 'cls'), markOf(part.sep, 'sep')];
    const trim = flag(part.trim_offsets, 'trim_offsets', true);
    const space = flag(part.add_prefix_space, 'add_prefix_space', true);
    return (parts, sources) =>
      parts.map((rows, index) => {
        const placed = trim ? rows.map((row, at) => trimmed(row, at === 0, space, sources[row.segment] ?? '')) : rows;
        return [index === 0 ? cls(0) : sep(0), ...placed.map(row => ({ ...row, type: 0 })), sep(0)];
      });
  },
};
