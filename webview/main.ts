import { connect, hear } from '../src/protocol/channel';
import { PANEL_PROTOCOL, type PanelApi, type PanelEvents, type PanelState } from '../src/protocol/panel';
import { begin } from './begin';
import { element } from './dom';
import { Panel } from './panel';
import { opening } from './shell/opening';
import { keptState } from './shell/state';
import { setStrings, t } from './strings';
import './theme.css';

/** Makes the panel in `<main id="panel">`: says that it is ready, hears what to show, and keeps its state in two places. */
async function main(): Promise<void> {
  const { root, vscode, connection } = begin();
  const host = connect<PanelApi>(connection);
  const { promise: ready, resolve: made } = pending<Panel>();
  // Heard from the first moment: what the host says before the panel stands waits for it.
  hear<PanelEvents>(connection, {
    world: params => void ready.then(panel => panel.events.world(params)),
    show: params => void ready.then(panel => panel.events.show(params)),
    edited: params => void ready.then(panel => panel.events.edited(params)),
    caret: params => void ready.then(panel => panel.events.caret(params)),
    restore: params => void ready.then(panel => panel.events.restore(params)),
    progress: params => void ready.then(panel => panel.events.progress(params)),
    stale: params => void ready.then(panel => panel.events.stale(params)),
  });
  const save = (state: PanelState): void => {
    vscode.setState(state);
    void host.keep(state).catch(() => undefined);
  };
  const kept = keptState(vscode.getState());
  const ask = kept ? { protocol: PANEL_PROTOCOL, state: kept } : { protocol: PANEL_PROTOCOL };
  const world = await opening(
    root,
    token => host.ready(ask, { token }),
    command => void host.command({ command }).catch(() => undefined),
  );
  if (!world) {
    root.replaceChildren(element('p', { role: 'alert' }, t('The extension did not answer. Close this panel and open it again.')));
    return;
  }
  setStrings(world.strings);
  if (world.protocol !== PANEL_PROTOCOL) {
    root.replaceChildren(element('p', { role: 'alert' }, t('This panel is of another version than the extension. Close it and open it again.')));
    return;
  }
  const panel = new Panel(root, host, save, world);
  panel.start();
  made(panel);
}

function pending<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>(settle => {
    resolve = settle;
  });
  return { promise, resolve };
}

void main();
