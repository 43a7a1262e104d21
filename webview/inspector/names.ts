import { element } from '../dom';
import { t } from '../strings';
import { stretches } from '../tokens/signs';

/** A name of a file as one line of text: signs stand for what cannot be seen. */
export const nameText = (name: string): string =>
  name === ''
    ? t('(no name)')
    : stretches(name)
        .map(({ text }) => text)
        .join('');

/** The same with the signs set apart. */
export const nameSpan = (name: string): HTMLElement =>
  element('span', { class: 'name' }, ...(name === '' ? [t('(no name)')] : stretches(name).map(({ text, sign }) => (sign ? element('span', { class: 'sign' }, text) : text))));

/** "[768, 3072]"; a scalar's shape is []. */
export const shapeText = (dims: readonly (number | string)[]): string => `[${dims.map(String).map(nameOrNumber).join(', ')}]`;

const nameOrNumber = (dim: string): string => (dim === '' ? '?' : nameText(dim));
