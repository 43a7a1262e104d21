import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { closeAll, headlight, until } from './headlight';

const PYTHON = 'import numpy as np\nfrom "some/path" import x\ntext = "In the beginning God created the heaven"\nkey = "heaven"\n';

/** Our hover at a place: the others' are left out. */
/** All of our hovers at a place. */
async function oursAt(uri: vscode.Uri, line: number, character: number): Promise<vscode.MarkdownString | undefined> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, new vscode.Position(line, character));
  return hovers.flatMap(hover => hover.contents as vscode.MarkdownString[]).find(content => content.value.includes('command:headlight.'));
}

async function hoverAt(uri: vscode.Uri, line: number, character: number): Promise<vscode.MarkdownString | undefined> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, new vscode.Position(line, character));
  return hovers.flatMap(hover => hover.contents as vscode.MarkdownString[]).find(content => content.value.includes('headlight.showAttention'));
}

/** Our hover with its picture: a model that is late has it the next time. */
async function picturedAt(uri: vscode.Uri, line: number, character: number): Promise<vscode.MarkdownString> {
  let shown: vscode.MarkdownString | undefined;
  await until('a picture', async () => {
    shown = await hoverAt(uri, line, character);
    return /data:image/.test(shown?.value ?? '');
  });
  return shown ?? assert.fail('no hover');
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
      const shown = await picturedAt(uri, 2, 12);
      assert.match(shown.value, /data:image\/svg\+xml;base64,/);
      assert.match(shown.value, /Attention rollout\\, demo/);
      assert.ok(shown.value.length < 90_000);
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
      await picturedAt(document.uri, 2, 12);
    });

    it('says what a token says and never obeys it', async () => {
      const { models, demo } = await headlight();
      await models.open(demo);
      const text = 'God said [run](command:workbench.action.quit) <img src=x onerror=alert(1)> and `code` $(eye)';
      const { uri } = await vscode.workspace.openTextDocument({ language: 'json', content: JSON.stringify({ text }) });
      const { value, isTrusted } = await picturedAt(uri, 0, 14);
      assert.doesNotMatch(value, /\]\(command:workbench/);
      assert.doesNotMatch(value, /(?<!\\)<img/);
      // A trusted hover could run any command; ours may run its own two.
      if (typeof isTrusted === 'object') assert.deepEqual(isTrusted.enabledCommands, ['headlight.showAttention', 'headlight.headStatistics']);
      for (const [, argument] of value.matchAll(/command:headlight\.\w+\?([^)]*)\)/g)) assert.match(decodeURIComponent(argument ?? ''), /^\[\d+\]$/);
    });

    it('answers with the text and its links while the model is busy, and has the answer for the next time', async function () {
      if (process.platform === 'win32') return this.skip();
      const { models, demo } = await headlight();
      const { engine } = await models.open(demo);
      const { uri } = await vscode.workspace.openTextDocument({ language: 'python', content: 'text = "God said [let] there be light"\nother = "and there was light"\n' });
      const { pid } = engine;
      assert.ok(pid);
      process.kill(pid, 'SIGSTOP');
      try {
        const late = (await hoverAt(uri, 0, 12))?.value ?? assert.fail('no hover');
        assert.doesNotMatch(late, /data:image/);
        assert.match(late, /God said \\\[let\\\] there be light/);
        assert.match(late, /still computing/);
      } finally {
        process.kill(pid, 'SIGCONT');
      }
      await picturedAt(uri, 0, 12);
      assert.equal(engine.pid, pid, 'the same process goes on');
    });

    it('sums up what its setting says', async () => {
      const settings = vscode.workspace.getConfiguration('headlight.hover');
      const { models, demo } = await headlight();
      await models.open(demo);
      const { uri } = await vscode.workspace.openTextDocument({ language: 'python', content: PYTHON });
      const shown = async (summary: string, head?: string): Promise<string> => {
        await settings.update('summary', summary, vscode.ConfigurationTarget.Global);
        await settings.update('head', head, vscode.ConfigurationTarget.Global);
        return (await picturedAt(uri, 2, 12)).value;
      };
      try {
        assert.match(await shown('lastLayer'), /Layer 2\\, mean of 4 heads/);
        assert.match(await shown('head', 'L1 H3'), /Layer 1\\, head 3/);
        assert.match(await shown('head', 'L7 H0'), /Attention rollout.*no head “L7 H0”/s);
        assert.match(await shown('rolloutToLast'), /What “heaven” draws on \\\(Attention rollout/);
        assert.match(await shown('nonsense'), /Strongest pairs\\, query → key\\: “/);
      } finally {
        await settings.update('summary', undefined, vscode.ConfigurationTarget.Global);
        await settings.update('head', undefined, vscode.ConfigurationTarget.Global);
      }
    });

    it('shows the card of a checkpoint that code names, and starts nothing', async () => {
      const { models, demo, panels } = await headlight();
      const { uri } = await vscode.workspace.openTextDocument({ language: 'python', content: `m = from_pretrained(${JSON.stringify(demo)})\n` });
      let shown: vscode.MarkdownString | undefined;
      // VS Code opens a document before it has its language.
      await until('a card', async () => {
        shown = await oursAt(uri, 0, 25);
        return shown !== undefined;
      });
      const { value, isTrusted } = shown ?? assert.fail('no hover');
      assert.match(value, /^demo\\: llama\\, 3 layers\\, 4 heads\\, [\d\\.]+ MB/);
      if (typeof isTrusted === 'object') assert.deepEqual(isTrusted.enabledCommands, ['headlight.openCheckpoint']);
      assert.ok(!models.active);
      const [, argument] = /command:headlight\.openCheckpoint\?([^)]*)\)/.exec(value) ?? [];
      const id = JSON.parse(decodeURIComponent(argument ?? ''));
      assert.equal(typeof id[0], 'number');
      await vscode.commands.executeCommand('headlight.openCheckpoint', ...id);
      assert.ok(models.at(demo));
      assert.ok(panels.of(demo));
      assert.match((await oursAt(uri, 0, 25))?.value ?? '', /open\\, runs on/);
    });

    it('says what a string of YAML draws on, quoted or not', async () => {
      const { models, demo } = await headlight();
      await models.open(demo);
      const { uri } = await vscode.workspace.openTextDocument({ language: 'yaml', content: 'a: In the beginning God created\nb: "the heaven and the earth"\nc: key\n' });
      await picturedAt(uri, 0, 8);
      await picturedAt(uri, 1, 8);
      assert.equal(await hoverAt(uri, 2, 4), undefined);
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
