import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { RELEASES } from '../../scripts/vscode/home.mjs';

const root = path.resolve(__dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const manifest = JSON.parse(read('package.json'));
const names = JSON.parse(read('package.nls.json')) as Record<string, string>;

/** The keys of the COMMANDS table, read from its text: the module itself needs VS Code. */
const table = [...(/COMMANDS = \{([^}]*)\}/.exec(read('src/host/commands.ts'))?.[1] ?? '').matchAll(/\w+/g)].map(([name]) => name).sort();

describe('the manifest', () => {
  test('allows no VS Code older than the oldest that the tests run in', () => {
    const [, major, minor] = /^\^(\d+)\.(\d+)\.\d+$/.exec(manifest.engines.vscode) ?? [];
    expect(RELEASES.oldest.vscode.split('.').slice(0, 2)).toEqual([major, minor]);
  });

  test('has the commands of the table, which are the files of the folder', () => {
    const files = readdirSync(path.join(root, 'src/host/commands')).map(file => path.basename(file, '.ts'));
    const contributed = manifest.contributes.commands.map((one: { command: string }) => one.command.replace('headlight.', ''));
    expect(table.length).toBeGreaterThan(7);
    expect(files.sort()).toEqual(table);
    expect(contributed.sort()).toEqual(table);
  });

  test('names nothing that package.nls.json does not say, and leaves nothing of it unused', () => {
    const used = [...read('package.json').matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key);
    expect([...new Set(used)].sort()).toEqual(Object.keys(names).sort());
    for (const command of manifest.contributes.commands) expect(command.title).toMatch(/^%command\.\w+%$/);
  });

  test('its translations have the same keys', () => {
    for (const file of readdirSync(root).filter(one => /^package\.nls\..+\.json$/.test(one))) expect(Object.keys(JSON.parse(read(file))).sort()).toEqual(Object.keys(names).sort());
  });

  test('settings that name paths or providers belong to the machine, and each is described', () => {
    const settings = manifest.contributes.configuration.properties as Record<string, { scope: string; markdownDescription: string; default: unknown }>;
    for (const key of ['headlight.provider', 'headlight.runtimePath', 'headlight.memoryLimit']) expect(settings[key]?.scope).toBe('machine');
    for (const { markdownDescription } of Object.values(settings)) expect(markdownDescription).toMatch(/^%setting\./);
    for (const key of Object.keys(settings)) expect(read('src/host/settings.ts')).toContain(`'${key.replace('headlight.', '')}'`);
  });

  test('is limited where the workspace is not trusted, and restores its panel', () => {
    expect(manifest.capabilities.untrustedWorkspaces.supported).toBe('limited');
    expect(manifest.activationEvents).toContain('onWebviewPanel:headlight.panel');
    expect(manifest.activationEvents).not.toContain('*');
    expect(manifest.extensionKind).toEqual(['workspace']);
  });
});
