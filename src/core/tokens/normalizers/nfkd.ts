import { normalize } from '../unicode';
import type { NormalizerKind } from './normalizer';

export const nfkd: NormalizerKind = { type: 'NFKD', make: () => spots => normalize(spots, 'NFKD') };
