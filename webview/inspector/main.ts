import { connect, hear } from '../../src/protocol/channel';
import { INSPECTOR_PROTOCOL, type InspectorApi, type InspectorEvents } from '../../src/protocol/inspector';
import { begin } from '../begin';
import { element } from '../dom';
import { setStrings, t } from '../strings';
import { Inspector } from './inspector';
import { readState } from './state';
import '../theme.css';
import '../views.css';
import './inspector.css';

/** Makes the editor of a file in `<main id="panel">`: asks what the file is, and shows it as it was last shown. */
async function main(): Promise<void> {
  const { root, vscode, connection } = begin();
  const host = connect<InspectorApi>(connection);
  let inspector: Inspector | undefined;
  hear<InspectorEvents>(connection, {
    stale: params => inspector?.events.stale(params),
    offer: params => inspector?.events.offer(params),
  });
  const world = await host.ready({ protocol: INSPECTOR_PROTOCOL }).catch(() => undefined);
  if (world) setStrings(world.strings);
  if (world?.protocol !== INSPECTOR_PROTOCOL) {
    root.replaceChildren(element('p', { role: 'alert' }, t('The extension did not answer. Close this editor and open it again.')));
    return;
  }
  inspector = new Inspector(root, host, state => vscode.setState(state), readState(vscode.getState()), world);
  inspector.start();
}

void main();
