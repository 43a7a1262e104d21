import type { AttentionSite } from '../../attention/site';
import { type Message, message } from '../../message';
import type { Note } from '../../viewModels';
import type { Subject } from '../analysis';
import { type Measured, selfSites } from './sites';

/** Self-attention sites whose values are known. */
export const valueSites = (subject: Pick<Subject, 'sites'>): readonly AttentionSite[] => selfSites(subject).filter(({ values }) => values.length > 0);

export const REFUSED_VALUES: Message = message('it needs self-attention whose values are known, and none was found in this model.');

/** Says whether weights can be told from the outputs, and what of the definition had to be left out. */
export function identifiabilityNotes(sites: readonly Measured[]): readonly Note[] {
  const notes: Note[] = [];
  const wide = sites.filter(({ site, keys }) => site.valueWidth !== undefined && keys > site.valueWidth);
  const [first] = wide;
  if (first)
    notes.push({
      level: 'warning',
      message: message(
        'n = {0} > d_v = {1}: attention weights are not identifiable. At least {2} dimensions of each row change no output.',
        first.keys,
        first.site.valueWidth ?? 0,
        first.keys - (first.site.valueWidth ?? 0),
      ),
    });
  else if (sites.length > 0 && sites.every(({ site }) => site.valueWidth !== undefined))
    notes.push({
      level: 'info',
      message: message('n = {0} ≤ d_v = {1}: weights are identifiable unless values depend on each other.', sites[0]?.keys ?? 0, sites[0]?.site.valueWidth ?? 0),
    });
  if (sites.some(({ site }) => !site.outputProjection))
    notes.push({ level: 'caveat', message: message('The output projection of some heads is not known: their values stand alone. The null space can only be larger with it.') });
  return notes;
}
