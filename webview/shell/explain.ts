import type { Note } from '../../src/core/viewModels';
import type { AnalysisInfo } from '../../src/protocol/engine';
import { element } from '../dom';
import { say, t } from '../strings';
import { linked } from './sources';

/** What a picture must say besides itself, a line each. */
export function noteList(notes: readonly Note[]): HTMLElement | undefined {
  if (notes.length === 0) return undefined;
  const heads: { readonly [Level in Note['level']]: string } = { info: '', caveat: t('Caveat: '), warning: t('Warning: ') };
  return element(
    'ul',
    { class: 'notes', 'aria-label': t('Notes') },
    ...notes.map(({ level, message }) => element('li', { class: level }, element('strong', {}, heads[level]), say(message))),
  );
}

/** The line above a picture: what it shows. */
export const showsLine = (info: Pick<AnalysisInfo, 'shows'> | undefined): HTMLElement | undefined => (info ? element('p', { class: 'muted shows' }, say(info.shows)) : undefined);

/** "What is this?": what the picture shows, where its method comes from, what it cannot say. */
export function explanation(info: Omit<AnalysisInfo, 'view'>): HTMLElement {
  const parts = element('dl', {}, element('dt', {}, t('Shows')), element('dd', {}, say(info.shows)));
  parts.append(element('dt', {}, t('Source')), element('dd', {}, ...linked(info.source)), element('dt', {}, t('Caveat')), element('dd', {}, say(info.caveat)));
  for (const { title, explanation: words } of info.parameters) parts.append(element('dt', {}, say(title)), element('dd', {}, say(words)));
  return element('details', { class: 'what' }, element('summary', {}, t('What is this?')), parts);
}
