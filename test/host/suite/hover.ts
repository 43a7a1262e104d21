import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { closeAll, headlight } from './headlight';

const PYTHON = 'import numpy as np\nfrom "some/path" import x\ntext = "In the beginning God created the heaven"\nkey = "heaven"\n';

/** Our hover at a place: the others' are left out. */
async function hoverAt(uri: vscode.Uri, line: number, character: number): Promise<vscode.MarkdownString | undefined> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, new vscode.Position(line, character));
  return hovers.flatMap(hover => hover.contents as vscode.MarkdownString[]).find(content => content.value.includes('headlight.showAttention'));
}

export const hoverSuite = () =>
  describe('the hover', () => {
    afterEach(closeAll);

    it('is silent while no model is open', async () => {
      await headlight();
      const { uri } = await vscode.workspace.openTextDocument({ language: 'python', content: PYTHON });
      assert.equal(await hoverAt(uri, 2, 12), undefined);
    });

    it('shows a picture over a string, also in a file that is not saved, and nothing over a path, a name or code', async () => {
      const { models, demo } = await headlight();
      await models.open(demo);
      const { uri } = await vscode.workspace.openTextDocument({ language: 'python', content: PYTHON });
      const shown = await hoverAt(uri, 2, 12);
      assert.match(shown?.value ?? '', /data:image\/svg\+xml;base64,/);
      assert.match(shown?.value ?? '', /attention rollout\\, demo/);
      assert.ok((shown?.value.length ?? Number.POSITIVE_INFINITY) < 90_000);
      for (const [line, character] of [
        [0, 10],
        [1, 8],
        [2, 1],
        [3, 8],
      ] as const)
        assert.equal(await hoverAt(uri, line, character), undefined, `at ${line}:${character}`);
    });

    it('works in a notebook’s cell', async () => {
      const { models, demo } = await headlight();
      await models.open(demo);
      const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, PYTHON, 'python');
      const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', new vscode.NotebookData([cell]));
      const { document } = notebook.cellAt(0);
      assert.match((await hoverAt(document.uri, 2, 12))?.value ?? '', /data:image/);
    });

    it('says what a token says and never obeys it', async () => {
      const { models, demo } = await headlight();
      await models.open(demo);
      const text = 'God said [run](command:workbench.action.quit) <img src=x onerror=alert(1)> and `code` $(eye)';
      const { uri } = await vscode.workspace.openTextDocument({ language: 'json', content: JSON.stringify({ text }) });
      const { value, isTrusted } = (await hoverAt(uri, 0, 14)) ?? assert.fail('no hover');
      assert.doesNotMatch(value, /\]\(command:workbench/);
      assert.doesNotMatch(value, /<img/);
      // A trusted hover could run any command; ours may run its own two.
      if (typeof isTrusted === 'object') assert.deepEqual(isTrusted.enabledCommands, ['headlight.showAttention', 'headlight.headStatistics']);
      for (const [, argument] of value.matchAll(/command:headlight\.\w+\?([^)]*)\)/g)) assert.match(decodeURIComponent(argument ?? ''), /^\[\d+\]$/);
    });

    it('is off by its setting', async () => {
      const settings = vscode.workspace.getConfiguration('headlight');
      const { models, demo } = await headlight();
      await models.open(demo);
      const { uri } = await vscode.workspace.openTextDocument({ language: 'python', content: PYTHON });
      await settings.update('hover.enabled', false, vscode.ConfigurationTarget.Global);
      try {
        assert.equal(await hoverAt(uri, 2, 12), undefined);
      } finally {
        await settings.update('hover.enabled', undefined, vscode.ConfigurationTarget.Global);
      }
    });
  });
