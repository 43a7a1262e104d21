import { normalize } from '../unicode';
import type { NormalizerKind } from './normalizer';

export const nfkc: NormalizerKind = { type: 'NFKC', make: () => spots => normalize(spots, 'NFKC') };
