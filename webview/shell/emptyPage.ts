import type { PanelCommand, PanelWorld } from '../../src/protocol/panel';
import { button } from '../controls';
import { element } from '../dom';
import { t } from '../strings';

/** What is shown while no checkpoint is open: what will happen, and the ways to begin. */
export function emptyPage(found: PanelWorld['found'], command: (command: PanelCommand, path?: string) => void): HTMLElement {
  const actions = element(
    'div',
    { class: 'actions' },
    button(t('Try the demo'), () => command('tryDemo'), 'primary'),
    button(t('Open a checkpoint…'), () => command('openCheckpoint')),
  );
  const sentence = t('Open a checkpoint from disk, run it here on a text, and see what each token attends to. Nothing is converted and nothing leaves this machine.');
  return element('div', { class: 'empty' }, element('h1', {}, t('See what a model attends to')), element('p', {}, sentence), actions, foundList(found, command));
}

function foundList(found: PanelWorld['found'], command: (command: PanelCommand, path?: string) => void): HTMLElement {
  const title = element('h2', {}, t('Checkpoints in this workspace'));
  if (found.length === 0) return element('section', {}, title, element('p', { class: 'muted' }, t('None found: folders with config.json and model.safetensors, or .onnx files.')));
  const items = found.map(({ label, path }) => {
    const press = element('button', { type: 'button', class: 'link', title: path }, label);
    press.addEventListener('click', () => command('openCheckpoint', path));
    return element('li', {}, press);
  });
  return element('section', {}, title, element('ul', {}, ...items));
}
