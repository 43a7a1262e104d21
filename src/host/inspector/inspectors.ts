import * as vscode from 'vscode';
import type { Models } from '../models';
import { assetsOf, pageOf, sentencePageOf } from '../page';
import { InspectedFile } from './inspectedFile';
import { Inspector } from './inspector';

/** Identities of the read-only editors in VS Code, as the manifest names them. */
export const INSPECTOR_TYPES = ['headlight.onnx', 'headlight.safetensors'] as const;

/** Opens .onnx and .safetensors files: reads them by position and runs nothing to show them. */
export class Inspectors implements vscode.CustomReadonlyEditorProvider<InspectedFile>, vscode.Disposable {
  private readonly parts: vscode.Disposable[];

  constructor(
    private readonly extension: vscode.Uri,
    private readonly models: Models,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.parts = INSPECTOR_TYPES.map(type => vscode.window.registerCustomEditorProvider(type, this, { supportsMultipleEditorsPerDocument: true }));
  }

  openCustomDocument(uri: vscode.Uri): InspectedFile {
    return new InspectedFile(uri, this.models);
  }

  resolveCustomEditor(file: InspectedFile, view: vscode.WebviewPanel): void {
    const title = vscode.l10n.t('{0} in Headlight', file.uri.path.split('/').at(-1) ?? '');
    const { scheme } = file.uri;
    if (scheme !== 'file') {
      view.webview.html = sentencePageOf(
        title,
        vscode.l10n.t('This file lies on no disk ({0}), and Headlight reads files by position, from a disk alone. Save it to a folder of this machine to look into it.', scheme),
      );
      return;
    }
    view.webview.options = { enableScripts: true, localResourceRoots: [assetsOf(this.extension)] };
    const inspector = new Inspector(view, file, this.log);
    view.onDidDispose(() => inspector.dispose());
    view.webview.html = pageOf(view.webview, this.extension, title, 'inspector');
  }

  dispose(): void {
    vscode.Disposable.from(...this.parts).dispose();
  }
}
