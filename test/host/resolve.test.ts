import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { cacheFolder, candidates, resolveName } from '../../src/host/named/resolve';

const home = mkdtempSync(path.join(os.tmpdir(), 'headlight-names-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const write = (...parts: string[]): string => {
  const file = path.join(home, ...parts);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, 'x');
  return file;
};
const folder = (...parts: string[]): string => {
  write(...parts, 'config.json');
  write(...parts, 'model.safetensors');
  return path.join(home, ...parts);
};

const tiny = folder('work', 'models', 'tiny');
const beside = folder('work', 'src', 'local');
const far = folder('elsewhere', 'far');
const graph = write('work', 'graphs', 'model.onnx');
write('work', 'bare', 'config.json');
write('work', 'two', 'a.onnx');
write('work', 'two', 'b.onnx');
write('work', 'weights.bin');

const around = { folders: [path.join(home, 'work', 'src'), path.join(home, 'work')], home, env: {} };
const found = async (named: string, env = {}): Promise<string | undefined> => (await resolveName(named, { ...around, env }))?.path;

describe('a name in code', () => {
  test.each([
    ['models/tiny', tiny],
    ['./models/tiny/', tiny],
    ['models//tiny', tiny],
    ['local', beside],
    ['../models/tiny', tiny],
    ['models/tiny/model.safetensors', path.join(tiny, 'model.safetensors')],
    ['graphs/model.onnx', graph],
    ['graphs', path.join(home, 'work', 'graphs')],
    ['~/elsewhere/far', far],
    [far, far],
    [`${far}/`, far],
    ['~/elsewhere/far/', far],
    [`${pathToFileURL(far).href}/`, far],
    [`${far}/../far`, far],
    [pathToFileURL(far).href, far],
    [pathToFileURL(far).href.replace('file://', 'file://localhost'), far],
  ])('%s is found', async (named, where) => expect(await found(named)).toBe(where));

  test.each(['', ' ', 'models', 'bare', 'two', 'weights.bin', 'models/none', 'gpt2', 'org/name', '~', '~root/x', 'models/tiny\0', 'models/tiny\n', 'x'.repeat(2000)])(
    '%j is not',
    async named => expect(await found(named)).toBeUndefined(),
  );

  test('the file’s own folder is looked in before the workspace', async () => {
    const own = folder('work', 'src', 'both');
    folder('work', 'both');
    expect(await found('both')).toBe(own);
  });

  test('an address of a network is never a path', () => {
    for (const named of [
      'https://host/models/tiny',
      'hf://org/name',
      's3://bucket/x',
      'file://host/share/x',
      '//host/share/x',
      '\\\\host\\share\\x',
      'file:////host/share',
      'smb:x',
      '\\/host/x',
    ])
      expect(candidates(named, around)).toEqual([]);
  });

  test('never throws, and gives absolute paths only', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.array(fc.constantFrom('..', '/', '~', 'file://', '%00', '%', 'a', '\\', ':', '.')).map(parts => parts.join('')),
        ),
        async named => {
          for (const candidate of candidates(named, around)) expect(path.isAbsolute(candidate)).toBe(true);
          await resolveName(named, around);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('a model of the hub', () => {
  const revision = 'a'.repeat(40);
  const other = 'b'.repeat(40);
  const hub = ['cache', 'hub', 'models--org--name'];
  const snapshot = folder(...hub, 'snapshots', revision);
  const newer = folder(...hub, 'snapshots', other);
  utimesSync(snapshot, 1000, 1000);
  const env = { HF_HOME: path.join(home, 'cache') };

  test('is found where the cache holds it: the newest, or the one its main branch names', async () => {
    expect(await found('org/name', env)).toBe(newer);
    mkdirSync(path.join(home, ...hub, 'refs'));
    writeFileSync(path.join(home, ...hub, 'refs', 'main'), revision);
    expect(await found('org/name', env)).toBe(snapshot);
    writeFileSync(path.join(home, ...hub, 'refs', 'main'), '../../../../elsewhere/far');
    expect(await found('org/name', env)).toBe(newer);
    writeFileSync(path.join(home, ...hub, 'refs', 'main'), 'c'.repeat(40));
    expect(await found('org/name', env)).toBe(newer);
  });

  test('is found through links, as the cache keeps its files', async () => {
    const blob = write('cache', 'hub', 'models--linked', 'blobs', 'x');
    const linked = path.join(home, 'cache', 'hub', 'models--linked', 'snapshots', revision);
    mkdirSync(linked, { recursive: true });
    for (const name of ['config.json', 'model.safetensors']) symlinkSync(blob, path.join(linked, name));
    expect(await found('linked', env)).toBe(linked);
  });

  test('is not where it is not, or where only its tokenizer was fetched', async () => {
    write('cache', 'hub', 'models--org--half', 'snapshots', revision, 'config.json');
    for (const named of ['org/none', 'org/half', 'org/../name', '../org/name', 'org/name/more', '..']) expect(await found(named, env)).toBeUndefined();
  });

  test('a folder of that name goes before the cache', async () => {
    const own = folder('work', 'org', 'name');
    expect(await found('org/name', env)).toBe(own);
  });

  test('the cache is where the hub’s tools look for it', () => {
    const at = (variables: Record<string, string>): string => cacheFolder({ folders: [], home: '/home/me', env: variables });
    expect(at({})).toBe(path.join('/home/me/.cache/huggingface/hub'));
    expect(at({ XDG_CACHE_HOME: '/x' })).toBe(path.join('/x/huggingface/hub'));
    expect(at({ XDG_CACHE_HOME: '/x', HF_HOME: '/h' })).toBe(path.join('/h/hub'));
    expect(at({ HF_HOME: '~/h' })).toBe(path.join('/home/me/h/hub'));
    expect(at({ HF_HOME: '/h', HF_HUB_CACHE: '/c' })).toBe('/c');
  });
});
