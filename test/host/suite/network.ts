import { strict as assert } from 'node:assert';
import { existsSync, readFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import * as vscode from 'vscode';
import { closeAll, headlight, temporary, until } from './headlight';

/**
 * With every way to another machine denied: the engine's process loads a file that makes each one throw, and this process, which VS Code itself
 * needs the network for, notes each connection that our code begins.
 */
export const networkSuite = () =>
  describe('with networking denied', () => {
    const denied = path.join(temporary(), 'denied.txt');
    const connect = net.Socket.prototype.connect;
    const begun: string[] = [];
    const options = process.env.NODE_OPTIONS;

    before(() => {
      process.env.HEADLIGHT_DENIED = denied;
      process.env.NODE_OPTIONS = `--require ${path.join(process.env.HEADLIGHT_TESTS ?? __dirname, 'denyNetwork.cjs')}`;
      net.Socket.prototype.connect = function (this: net.Socket, ...args: unknown[]) {
        const stack = new Error().stack ?? '';
        if (/headlight[^\n]*dist\/extension\.js/.test(stack)) begun.push(stack);
        return (connect as (...all: unknown[]) => net.Socket).apply(this, args);
      } as typeof connect;
    });
    after(async () => {
      net.Socket.prototype.connect = connect;
      if (options === undefined) delete process.env.NODE_OPTIONS;
      else process.env.NODE_OPTIONS = options;
      await closeAll();
    });

    it('the demo opens, every analysis answers, the hover shows', async () => {
      const { models, demo, panels } = await headlight();
      await vscode.commands.executeCommand('headlight.tryDemo');
      const model = models.at(demo) ?? assert.fail('not open');
      const { analyses } = await model.engine.hello();
      const input = { kind: 'text', text: 'In the beginning God created the heaven and the earth.' } as const;
      assert.ok(analyses.length >= 4);
      for (const { id, view } of analyses) assert.equal((await model.ask('analyse', { stamp: '', analysis: id, input, options: {} })).view.kind, view);
      assert.equal((await model.ask('glance', { input })).shares.length > 5, true);
      await until('the panel', async () => ((await panels.of(demo)?.settled()) as { ok?: boolean } | undefined)?.ok === true);
    });

    it('nobody tried to reach anything', () => {
      assert.equal(existsSync(denied) ? readFileSync(denied, 'utf8') : '', '');
      assert.deepEqual(begun, []);
    });
  });
