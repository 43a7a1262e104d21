import { button } from '../controls';
import { element } from '../dom';
import { t } from '../strings';

/** Says that the checkpoint on disk is no longer the one of the picture. */
export const staleBar = (sentence: string, again: () => void, label = t('Run again')): HTMLElement =>
  element('div', { class: 'stale', role: 'alert' }, element('span', {}, sentence), button(label, again, 'primary'));
