import type { ModelCard } from '../../src/protocol/engine';
import type { PanelCommand } from '../../src/protocol/panel';
import { element, listen } from '../dom';
import { bytes, count, grouped } from '../numbers';
import { say, t } from '../strings';

/** The model in a line that opens to its card, and its provider as a button. */
export function modelLine(card: ModelCard, command: (command: PanelCommand) => void): HTMLElement {
  const shape = card.layers === 1 ? t('1 layer × {0} heads', card.heads) : t('{0} layers × {1} heads', card.layers, card.heads);
  const summary = element('summary', {}, element('strong', {}, card.name), ...[card.family, shape].filter(Boolean).map(part => element('span', {}, ` · ${part}`)));
  const provider = element('button', { type: 'button', class: 'link', title: t('Choose another provider') }, card.provider);
  provider.addEventListener('click', () => command('chooseProvider'));
  const other = element('button', { type: 'button', class: 'link' }, t('Open…'));
  other.addEventListener('click', () => command('openCheckpoint'));
  const details = element('details', { class: 'card' }, summary, cardBody(card));
  closesAway(details, summary);
  return element('div', { class: 'model' }, details, provider, other);
}

/** The card lies over the picture: Escape and going elsewhere close it. */
function closesAway(details: HTMLDetailsElement, summary: HTMLElement): void {
  listen(details, 'keydown', event => {
    if (event.key !== 'Escape' || !details.open) return;
    event.preventDefault();
    details.open = false;
    summary.focus();
  });
  listen(details, 'focusout', ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && details.contains(relatedTarget))) details.open = false;
  });
}

function cardBody(card: ModelCard): HTMLElement {
  const list = element('dl');
  for (const [name, value] of facts(card)) list.append(element('dt', {}, name), element('dd', {}, value));
  const checks = card.checks.map(({ ok, message }) => element('li', {}, `${ok ? '✓' : '✗'} ${say(message)}`));
  const misses = card.misses.map(({ at, why }) => element('li', {}, `${at}: ${why}`));
  const passed = card.fallbacks.map(({ name, why }) => element('li', {}, `${name}: ${why ?? t('not usable')}`));
  return element(
    'div',
    { class: 'card-body', tabindex: 0, role: 'region', 'aria-label': t('About this checkpoint') },
    list,
    ...listed(t('Self-check'), checks),
    ...listed(t('Not taken as attention'), misses),
    ...listed(t('Providers passed over'), passed),
  );
}

const listed = (title: string, items: readonly HTMLElement[]): readonly HTMLElement[] => (items.length > 0 ? [element('h2', {}, title), element('ul', {}, ...items)] : []);

function facts(card: ModelCard): readonly (readonly [string, string])[] {
  const known: readonly (readonly [string, string | undefined])[] = [
    [t('Path'), card.path],
    [t('Family'), [card.family, card.task].filter(Boolean).join(', ')],
    [t('Layers'), String(card.layers)],
    [t('Heads'), card.keyHeads === card.heads ? String(card.heads) : t('{0}, keys and values shared by {1}', card.heads, card.keyHeads)],
    [t('Hidden size'), card.hidden === undefined ? undefined : grouped(card.hidden)],
    [t('Parameters'), count(card.parameters)],
    [t('On disk'), bytes(card.bytes)],
    [t('Numbers'), card.dtype],
    [t('Tokenizer'), card.tokenizer ?? t('none')],
    [t('Longest text'), card.maxTokens === undefined ? undefined : t('{0} tokens', grouped(card.maxTokens))],
    [t('Attention sites'), String(card.sites.length)],
    [t('Provider'), card.provider],
  ];
  return known.filter((fact): fact is readonly [string, string] => fact[1] !== undefined && fact[1] !== '');
}
