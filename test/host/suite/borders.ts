import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { HeadlightApi } from '../../../src/host/api';
import { closeAll, headlight, headlightApi } from './headlight';

/** What comes from outside, and is not as it should be. */
export const bordersSuite = () =>
  describe('the borders', () => {
    afterEach(closeAll);

    it('a checkpoint is one, whether its path ends in a slash or not', async () => {
      const { models, panels, demo } = await headlight();
      const api = await headlightApi();
      await api.openCheckpoint(vscode.Uri.file(`${demo}/`));
      await api.openCheckpoint(vscode.Uri.file(demo));
      await vscode.commands.executeCommand('headlight.openCheckpoint', `${demo}/`);
      assert.deepEqual(
        models.all.map(model => model.path),
        [demo],
      );
      assert.equal(panels.all.length, 1);
      assert.equal(models.at(`${demo}/`), models.at(demo));
    });

    it('a selection that no panel can keep is refused, and the panel stays as it was', async () => {
      const { panels, demo } = await headlight();
      await vscode.commands.executeCommand('headlight.tryDemo');
      const before = panels.of(demo)?.kept.text;
      const document = await vscode.workspace.openTextDocument({ language: 'plaintext', content: 'the word '.repeat(120_000) });
      const editor = await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
      editor.selection = new vscode.Selection(0, 0, 0, document.getText().length);
      await vscode.commands.executeCommand('headlight.showAttention');
      assert.equal(panels.of(demo)?.kept.text, before);
      editor.selection = new vscode.Selection(0, 0, 0, 8);
      await vscode.commands.executeCommand('headlight.showAttention');
      assert.equal(panels.of(demo)?.kept.text, 'the word');
    });

    it('a held API answers after its models are closed, and takes nothing of another type', async () => {
      const api = await headlightApi();
      const { demo } = await headlight();
      const model = await api.openCheckpoint(vscode.Uri.file(demo));
      const going = api.analyse('attention', 'God said', { model: model.path });
      await vscode.commands.executeCommand('headlight.closeCheckpoint');
      // Whichever was quicker: an answer, or a sentence.
      await going.then(
        answer => assert.equal(answer.analysis, 'attention'),
        (thrown: Error) => assert.match(thrown.message, /^the engine: stopped/),
      );
      await assert.rejects(api.analyse('attention', 'God said', { model: model.path }), /no such model is open/);
      const wrong: readonly ((held: HeadlightApi) => Promise<unknown>)[] = [
        held => held.analyse(undefined as never, 'a'),
        held => held.analyse('attention', null as never),
        held => held.analyse('attention', 'a', null as never),
        held => held.analyse('attention', 'a', { parameters: 'x' as never }),
        held => held.analyse('attention', 'a', { model: {} as never }),
        held => held.showAttention(Symbol('a') as never),
        held => held.openCheckpoint(null as never),
        held => held.openCheckpoint({ scheme: 'file', fsPath: demo } as never),
      ];
      for (const ask of wrong) await assert.rejects(ask(api), (thrown: Error) => /^[^:]+: ./.test(thrown.message), String(ask));
    });
  });
