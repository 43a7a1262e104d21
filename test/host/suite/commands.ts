import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { closeAll, headlight, until } from './headlight';

export const commandsSuite = () =>
  describe('commands', () => {
    afterEach(closeAll);

    it('are registered, all that the manifest names', async () => {
      const { packageJSON } = vscode.extensions.getExtension('headlight.headlight') ?? assert.fail('not installed');
      await headlight();
      const registered = new Set(await vscode.commands.getCommands(true));
      const missing = packageJSON.contributes.commands.filter(({ command }: { command: string }) => !registered.has(command));
      assert.deepEqual(missing, []);
    });

    it('try the demo: a card, and a panel whose picture comes', async () => {
      const { models, panels, demo } = await headlight();
      await vscode.commands.executeCommand('headlight.tryDemo');
      const card = models.active?.card;
      assert.equal(card?.path, demo);
      assert.equal(card?.layers, 3);
      assert.equal(card?.heads, 4);
      assert.ok(
        card?.checks.every(check => check.ok),
        JSON.stringify(card?.checks),
      );
      const panel = panels.of(demo);
      assert.ok(panel);
      await until('an answer', async () => (await panel.settled()) !== undefined);
      const answer = (await panel.settled()) as { ok: boolean };
      assert.ok(answer.ok, JSON.stringify(answer));
    });

    it('take the selection of the active editor', async () => {
      const { panels, demo } = await headlight();
      await vscode.commands.executeCommand('headlight.tryDemo');
      const document = await vscode.workspace.openTextDocument({ language: 'python', content: 'x = "God said unto the people"\ny = 1\n' });
      const editor = await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
      editor.selection = new vscode.Selection(0, 5, 0, 13);
      await vscode.commands.executeCommand('headlight.showAttention');
      assert.equal(panels.of(demo)?.kept.text, 'God said');
    });

    it('take the string around the cursor, read as the program reads it', async () => {
      const { panels, demo } = await headlight();
      await vscode.commands.executeCommand('headlight.tryDemo');
      const document = await vscode.workspace.openTextDocument({ language: 'python', content: 'x = "God said\\tunto the people"\n' });
      const editor = await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
      editor.selection = new vscode.Selection(0, 8, 0, 8);
      await vscode.commands.executeCommand('headlight.showAttention');
      assert.equal(panels.of(demo)?.kept.text, 'God said\tunto the people');
    });

    for (const [command, view] of [
      ['headStatistics', 'heads'],
      ['attentionFlow', 'flow'],
      ['tokenIdentifiability', 'identifiability'],
    ] as const)
      it(`${command} shows its picture`, async () => {
        const { models, panels, demo } = await headlight();
        await vscode.commands.executeCommand('headlight.tryDemo');
        await vscode.commands.executeCommand(`headlight.${command}`);
        const panel = panels.of(demo);
        const { analyses } = (await models.active?.engine.hello()) ?? { analyses: [] };
        const shown = () => analyses.find(one => one.id === panel?.kept.analysis)?.view;
        assert.equal(shown(), view);
        await until('its picture', async () => ((await panel?.settled()) as { value?: { view: { kind: string } } } | undefined)?.value?.view.kind === view);
      });

    it('a second opening takes the same model and the same panel', async () => {
      const { models, panels } = await headlight();
      await vscode.commands.executeCommand('headlight.tryDemo');
      const first = models.active;
      await vscode.commands.executeCommand('headlight.tryDemo');
      assert.equal(models.active, first);
      assert.equal(panels.all.length, 1);
    });
  });
