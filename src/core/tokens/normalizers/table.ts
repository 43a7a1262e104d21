import { isRecord, record, refuse, typeOf } from '../json';
import { bertNormalizer } from './bertNormalizer';
import { byteLevel } from './byteLevel';
import { lowercase } from './lowercase';
import { nfc } from './nfc';
import { nfd } from './nfd';
import { nfkc } from './nfkc';
import { nfkd } from './nfkd';
import { nmt } from './nmt';
import type { NormalizerKind, Rewrite } from './normalizer';
import { precompiled } from './precompiled';
import { prepend } from './prepend';
import { replace } from './replace';
import { sequence } from './sequence';
import { strip } from './strip';
import { stripAccents } from './stripAccents';

export const NORMALIZERS: readonly NormalizerKind[] = [
  bertNormalizer,
  byteLevel,
  lowercase,
  nfc,
  nfd,
  nfkc,
  nfkd,
  nmt,
  precompiled,
  prepend,
  replace,
  sequence,
  strip,
  stripAccents,
];

/** The normaliser that a tokenizer.json names; null is none. */
export function normalizerOf(part: unknown): Rewrite {
  if (part === null || part === undefined) return spots => spots;
  const settings = record(part, 'a normalizer');
  const type = typeOf(settings, 'normalizer');
  const kind = NORMALIZERS.find(known => known.type === type) ?? refuse(`its normalizer "${type.slice(0, 80)}" is none of ${NORMALIZERS.map(known => known.type).join(', ')}`);
  return kind.make(settings, nested => normalizerOf(isRecord(nested) ? nested : refuse('a normalizer is not an object')));
}
