import { strict as assert } from 'node:assert';
import { cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { OpenModel } from '../../../src/host/models';
import { widen } from '../widened';
import { closeAll, faultOf, headlight, temporary, until } from './headlight';

const input = { kind: 'text', text: 'In the beginning God created the heaven and the earth.' } as const;
const attention = { stamp: '', analysis: 'attention', input, options: {} };

async function openDemo(): Promise<OpenModel> {
  const { models, demo } = await headlight();
  return models.open(demo);
}

/** A copy of the demo that a test may spoil. */
async function copyOfDemo(): Promise<string> {
  const folder = path.join(temporary(), 'copy');
  cpSync((await headlight()).demo, folder, { recursive: true });
  return folder;
}

export const enginesSuite = () =>
  describe('engines', () => {
    afterEach(closeAll);

    it('killed during a request: the request ends with a sentence, the next one is answered by a new process', async () => {
      const model = await openDemo();
      const first = model.engine.pid ?? assert.fail('no process');
      const pending = model.ask('analyse', attention);
      process.kill(first, 'SIGKILL');
      assert.equal((await faultOf(pending)).code, 'engine-stopped');
      const again = await model.ask('analyse', attention);
      assert.equal(again.view.kind, 'attention');
      assert.notEqual(model.engine.pid, first);
    });

    it('each model has a process of its own, which ends with it', async () => {
      const { models } = await headlight();
      const one = await openDemo();
      const two = await models.open(await copyOfDemo());
      const [a, b] = [one.engine.pid ?? 0, two.engine.pid ?? 0];
      assert.ok(a > 0 && b > 0 && a !== b);
      models.close(two);
      await until('its end', () => !isAlive(b));
      assert.ok(isAlive(a));
    });

    it('a cancelled request settles at once', async () => {
      const model = await openDemo();
      const source = new vscode.CancellationTokenSource();
      const pending = faultOf(model.ask('analyse', attention, { token: source.token }));
      source.cancel();
      assert.equal((await pending).code, 'cancelled');
      assert.equal((await model.ask('analyse', attention)).view.kind, 'attention');
    });

    it('a truncated checkpoint gives a sentence, never a number', async () => {
      const { models } = await headlight();
      const folder = await copyOfDemo();
      const model = await models.open(folder);
      await model.ask('analyse', attention);
      truncateSync(path.join(folder, 'model.safetensors'), 5000);
      const fault = await faultOf(model.ask('analyse', attention));
      assert.ok(['changed-on-disk', 'malformed', 'wrong-tensor'].includes(fault.code), JSON.stringify(fault));
    });

    it('a checkpoint that changes on disk is noticed', async () => {
      const { models } = await headlight();
      const folder = await copyOfDemo();
      await models.open(folder);
      let noticed = '';
      const listening = models.onDidChangeOnDisk(where => {
        noticed = where;
      });
      await until('the event', () => {
        writeFileSync(path.join(folder, 'config.json'), '{}');
        return noticed === folder;
      });
      listening.dispose();
    });

    for (const [what, spoil, codes] of [
      ['without config.json', folder => rmSync(path.join(folder, 'config.json')), ['not-found']],
      ['with a header that lies', folder => writeFileSync(path.join(folder, 'model.safetensors'), Buffer.alloc(64, 0xff)), ['malformed']],
      ['of an unknown family', folder => writeFileSync(path.join(folder, 'config.json'), '{"model_type":"nobody"}'), ['unknown-architecture']],
      ['that is not there', folder => rmSync(folder, { recursive: true }), ['not-found', 'unreadable']],
    ] as readonly (readonly [string, (folder: string) => void, readonly string[]])[])
      it(`a checkpoint ${what} is refused, and nothing stays open`, async () => {
        const { models } = await headlight();
        const folder = await copyOfDemo();
        spoil(folder);
        const fault = await faultOf(models.open(folder));
        assert.ok(codes.includes(fault.code), JSON.stringify(fault));
        assert.equal(models.active, undefined);
      });

    it('runs on another provider when the setting says so, and says which', async function () {
      this.timeout(120_000);
      const settings = vscode.workspace.getConfiguration('headlight');
      const { models } = await headlight();
      const folder = await copyOfDemo();
      widen(path.join(folder, 'model.safetensors'));
      const model = await models.open(folder);

      const reports = await model.engine.ask('providers', { runtimePath: '' });
      assert.ok(reports.some(one => one.name === 'cpu' && one.usable));
      const webgpu = reports.find(one => one.name === 'webgpu');
      if (!webgpu?.usable) {
        console.log(`      webgpu cannot be used here: ${webgpu?.why ?? 'not listed'}`);
        if (process.env.HEADLIGHT_EXPECTS_WEBGPU) assert.fail('WebGPU was set up and does not work');
        return this.skip();
      }
      const onCpu = await rollout(model);
      try {
        await settings.update('provider', 'webgpu', vscode.ConfigurationTarget.Global);
        await until('the card', () => models.active?.card.provider === 'webgpu', 60_000);
        const onGpu = await rollout(model);
        const worst = Math.max(...onCpu.map((value, index) => Math.abs(value - (onGpu[index] ?? Number.NaN))));
        assert.ok(worst < 1e-4, `rollout differs by ${worst}`);
      } finally {
        await settings.update('provider', undefined, vscode.ConfigurationTarget.Global);
      }
      await until('the card', () => models.active?.card.provider !== 'webgpu', 60_000);
    });
  });

async function rollout(model: OpenModel): Promise<readonly number[]> {
  return (await model.ask('glance', { input })).shares;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/State:\s+Z/.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
