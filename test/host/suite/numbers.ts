import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { exportNumbers } from '../../../src/host/exportNumbers';
import type { OpenModel } from '../../../src/host/models';
import { closeAll, headlight, temporary } from './headlight';

const TEXT = 'In the beginning God created the heaven and the earth.';

/** Answers the next dialog that asks where to; gives what it proposed. */
async function choosing(target: vscode.Uri | undefined, act: () => Promise<unknown>): Promise<vscode.SaveDialogOptions> {
  const asked: vscode.SaveDialogOptions[] = [];
  const before = vscode.window.showSaveDialog;
  Object.defineProperty(vscode.window, 'showSaveDialog', {
    configurable: true,
    value: async (options: vscode.SaveDialogOptions) => {
      asked.push(options);
      return target;
    },
  });
  try {
    await act();
  } finally {
    Object.defineProperty(vscode.window, 'showSaveDialog', { configurable: true, value: before });
  }
  return asked[0] ?? assert.fail('nobody was asked where to');
}

/** The fault that a work in this very bundle ends with. */
const codeOf = (thrown: unknown): unknown => (thrown as { fault?: { code?: unknown } }).fault?.code;

export const numbersSuite = () =>
  describe('numbers of a picture', () => {
    afterEach(closeAll);

    const question = { stamp: '', analysis: 'rollout', input: { kind: 'text', text: TEXT }, options: { residual: 'none' } } as const;
    const openDemo = async () => {
      const { models, demo } = await headlight();
      return models.open(demo);
    };

    it('are written where the user says, as the command line writes them', async () => {
      const model = await openDemo();
      const folder = temporary();
      for (const format of ['safetensors', 'json', 'csv'] as const) {
        const [ours, theirs] = [path.join(folder, `ours.${format}`), path.join(folder, `theirs.${format}`)];
        const proposed = await choosing(vscode.Uri.file(ours), async () => assert.equal(await exportNumbers(model, format, { ...question, stamp: model.card.stamp }), true));
        assert.equal(path.basename(proposed.defaultUri?.path ?? ''), `${model.card.name}.rollout.${format}`);
        assert.deepEqual(Object.values(proposed.filters ?? {}), [[format]]);
        const cli = vscode.extensions.getExtension('headlight.headlight')?.extensionPath ?? '';
        const { provider } = model.card;
        const args = ['analyse', 'rollout', model.path, '--text', TEXT, '--residual', 'none', '--provider', provider, '--out', theirs];
        const ran = spawnSync(process.execPath, [path.join(cli, 'dist', 'cli.js'), ...args], { encoding: 'utf8', env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } });
        assert.equal(ran.status, 0, ran.stderr);
        assert.ok(readFileSync(ours).equals(readFileSync(theirs)), format);
      }
      assert.equal(readdirSync(folder).length, 6);
    });

    it('are proposed a name of one piece, also where the checkpoint is called by its folder', async () => {
      const model = await openDemo();
      const called: OpenModel = Object.create(model, { card: { value: { ...model.card, name: 'gpt2/model' } } });
      const proposed = await choosing(undefined, async () => assert.equal(await exportNumbers(called, 'csv', { ...question, stamp: model.card.stamp }), false));
      assert.equal(path.basename(proposed.defaultUri?.path ?? ''), 'gpt2-model.rollout.csv');
    });

    it('are not written where the user changed their mind, nor to a place that is none', async () => {
      const model = await openDemo();
      const folder = temporary();
      await choosing(undefined, async () => assert.equal(await exportNumbers(model, 'json', question), false));
      const refused = async (target: vscode.Uri): Promise<unknown> => {
        let code: unknown;
        await choosing(target, async () => exportNumbers(model, 'json', question).catch(thrown => (code = codeOf(thrown))));
        return code;
      };
      assert.equal(await refused(vscode.Uri.parse('untitled:numbers.json')), 'bad-usage');
      assert.equal(await refused(vscode.Uri.file(path.join(folder, 'numbers.txt'))), 'bad-usage');
      assert.equal(await refused(vscode.Uri.file(path.join(folder, 'gone', 'numbers.json'))), 'bad-usage');
      assert.deepEqual(readdirSync(folder), []);
    });
  });
