import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { closeAll, headlight, until } from './headlight';

export const treesSuite = () =>
  describe('the lists of the container', () => {
    afterEach(closeAll);

    it('are empty while nothing is open', async () => {
      const { trees } = await headlight();
      for (const name of ['models', 'analyses'] as const) assert.deepEqual(await trees.roots(name), []);
    });

    it('name each open model with what its process holds, as the system counts it', async function () {
      const { trees, models, demo } = await headlight();
      const model = await models.open(demo);
      await model.ask('glance', { input: { kind: 'text', text: 'God said' } });
      const [node, ...others] = await trees.roots('models');
      assert.deepEqual(others, []);
      assert.equal(node?.item.label, 'demo');
      assert.equal(node?.path, demo);
      assert.equal(node?.item.contextValue, 'model.active');
      const [, shown = ''] = /(\d+(?:\.\d)?) MB in memory/.exec(String(node?.item.description)) ?? assert.fail(String(node?.item.description));
      if (process.platform !== 'linux') return this.skip();
      const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${model.engine.pid}/status`, 'utf8')) ?? [];
      const megabytes = (Number(kilobytes) * 1024) / 1e6;
      assert.ok(Math.abs(Number(shown) - megabytes) < 0.2 * megabytes, `${shown} MB shown, ${megabytes} MB held`);
    });

    it('and the engine itself says the same, where the system does not', async function () {
      const { models, demo } = await headlight();
      const { engine } = await models.open(demo);
      const { resident } = await engine.ask('memory', {});
      if (process.platform !== 'linux') return this.skip();
      const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${engine.pid}/status`, 'utf8')) ?? [];
      assert.ok(Math.abs(resident / (Number(kilobytes) * 1024) - 1) < 0.2, `${resident} of ${kilobytes} kB`);
    });

    it('offer every analysis of the engine and the bench, each with its line', async () => {
      const { trees, models, demo } = await headlight();
      const model = await models.open(demo);
      const { analyses } = await model.engine.hello();
      const nodes = await trees.roots('analyses');
      assert.deepEqual(
        nodes.map(node => node.analysis),
        [...analyses.map(({ id }) => id), 'what-if'],
      );
      for (const { item } of nodes) assert.ok(String(item.label) && String(item.description).length > 20);
    });

    it('keep the texts that a panel showed, the latest first, and none of Headlight’s own', async () => {
      const { texts, trees, panels, demo } = await headlight();
      await texts.clear();
      await vscode.commands.executeCommand('headlight.tryDemo');
      const panel = () => panels.of(demo);
      const show = async (text: string): Promise<void> => {
        await vscode.commands.executeCommand('headlight.showText', { text });
        await until(text, () => texts.list()[0] === text);
      };
      await until('the first picture', async () => (await panel()?.settled()) !== undefined);
      assert.deepEqual(texts.list(), []);
      await show('And God said');
      await show('Hear the word');
      await show('And God said');
      assert.deepEqual(texts.list(), ['And God said', 'Hear the word']);
      assert.equal(panel()?.kept.text, 'And God said');
      const [node] = await trees.roots('texts');
      assert.equal(node?.item.label, 'And God said');
      await vscode.commands.executeCommand('headlight.forgetText', node);
      assert.deepEqual(texts.list(), ['Hear the word']);
      await vscode.commands.executeCommand('headlight.clearTexts');
      assert.deepEqual(await trees.roots('texts'), []);
    });

    it('keep a text that is being written once, and two that differ twice', async () => {
      const { texts } = await headlight();
      await texts.clear();
      for (const text of ['And God', 'And God said', 'And God said unto Moses']) await texts.add(text);
      assert.deepEqual(texts.list(), ['And God said unto Moses']);
      await texts.add('And God said unto Aaron');
      assert.deepEqual(texts.list(), ['And God said unto Aaron', 'And God said unto Moses']);
      await texts.clear();
    });

    it('keep as many texts as the setting says, and no books', async () => {
      const { texts } = await headlight();
      const settings = vscode.workspace.getConfiguration('headlight');
      try {
        await settings.update('recentTexts', 2, vscode.ConfigurationTarget.Global);
        for (const text of ['one', 'two', 'three', 'x'.repeat(20_001), '  ']) await texts.add(text);
        assert.deepEqual(texts.list(), ['three', 'two']);
        await settings.update('recentTexts', 0, vscode.ConfigurationTarget.Global);
        await texts.add('four');
        assert.deepEqual(texts.list(), []);
      } finally {
        await settings.update('recentTexts', undefined, vscode.ConfigurationTarget.Global);
        await texts.clear();
      }
    });

    it('take what a text says for text', async () => {
      const { texts, trees } = await headlight();
      const text = '$(eye) [run](command:workbench.action.quit) <b>bold</b>\nsecond line';
      await texts.add(text);
      const [node] = await trees.roots('texts');
      assert.equal(node?.item.label, '$(eye) [run](command:workbench.action.quit) <b>bold</b>⏎second line');
      assert.equal(typeof node?.item.tooltip, 'string');
      await texts.clear();
    });
  });
