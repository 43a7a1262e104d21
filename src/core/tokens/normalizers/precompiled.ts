import { fromBase64 } from '../base64';
import { type CharsMap, readCharsMap, rewritten } from '../charsMap';
import { refuse, text } from '../json';
import { type Change, textOf, transform } from '../spots';
import { utf8 } from '../utf8';
import type { NormalizerKind } from './normalizer';

const CLUSTERS = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Longest cluster, in bytes, that is looked up whole. */
const LONGEST = 5;

/** Old characters keep their places as far as they go; more are inserted behind them, fewer let the last one drop the rest. */
function exchanged(old: string, made: string, changes: Change[]): void {
  const more = [...made].length - [...old].length;
  const chars = [...made].map((char, index, all) => ({ char, change: index >= all.length - more ? 1 : 0 }));
  changes.push(...chars);
  const last = changes.at(-1);
  if (more < 0 && last) changes[changes.length - 1] = { char: last.char, change: last.change + more };
}

function changesOf(map: CharsMap, cluster: string, changes: Change[]): boolean {
  const whole = utf8(cluster).length <= LONGEST ? rewritten(map, cluster) : undefined;
  if (whole !== undefined) {
    exchanged(cluster, whole, changes);
    return true;
  }
  let changed = false;
  for (const char of cluster) {
    const made = rewritten(map, char);
    if (made === undefined) changes.push({ char, change: 0 });
    else exchanged(char, made, changes);
    changed ||= made !== undefined;
  }
  return changed;
}

/** SentencePiece's compiled rules (nmt_nfkc and its kin), cluster by cluster as Hugging Face's tokenizers apply them. */
export const precompiled: NormalizerKind = {
  type: 'Precompiled',
  make(part) {
    if (part.precompiled_charsmap === null || part.precompiled_charsmap === '') return spots => spots;
    const bytes = fromBase64(text(part.precompiled_charsmap, 'precompiled_charsmap'));
    const map = (bytes && readCharsMap(bytes)) ?? refuse('precompiled_charsmap is not a SentencePiece charsmap');
    return spots => {
      const changes: Change[] = [];
      let changed = false;
      for (const { segment } of CLUSTERS.segment(textOf(spots))) changed = changesOf(map, segment, changes) || changed;
      return changed ? transform(spots, changes) : spots;
    };
  },
};
