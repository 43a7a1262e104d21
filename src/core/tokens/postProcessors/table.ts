import { isRecord, record, refuse, typeOf } from '../json';
import { bertProcessing } from './bertProcessing';
import { byteLevel } from './byteLevel';
import type { Finish, PostProcessorKind } from './postProcessor';
import { robertaProcessing } from './robertaProcessing';
import { sequence } from './sequence';
import { templateProcessing } from './templateProcessing';

export const POST_PROCESSORS: readonly PostProcessorKind[] = [bertProcessing, byteLevel, robertaProcessing, sequence, templateProcessing];

/** The post-processor that a tokenizer.json names; null adds nothing. */
export function postProcessorOf(part: unknown): Finish {
  if (part === null || part === undefined) return parts => parts;
  const settings = record(part, 'a post_processor');
  const type = typeOf(settings, 'post_processor');
  const kind =
    POST_PROCESSORS.find(known => known.type === type) ?? refuse(`its post_processor "${type.slice(0, 80)}" is none of ${POST_PROCESSORS.map(known => known.type).join(', ')}`);
  return kind.make(settings, nested => postProcessorOf(isRecord(nested) ? nested : refuse('a post_processor is not an object')));
}
