import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { FaultError } from '../../src/core/fault';
import { commonFolder, folderAt, openSource } from '../../src/engine/files';

const root = mkdtempSync(join(tmpdir(), 'headlight-files-'));
afterAll(() => rmSync(root, { recursive: true }));

const faultOf = (work: () => unknown): unknown => {
  try {
    work();
  } catch (thrown) {
    return thrown instanceof FaultError ? thrown.fault : thrown;
  }
  return undefined;
};

describe('a file by position', () => {
  const path = join(root, 'bytes');
  const bytes = Uint8Array.from({ length: 700_000 }, (_, i) => (i * 31) % 251);
  writeFileSync(path, bytes);

  it.each([
    [0, 10],
    [262_140, 10],
    [699_990, 10],
    [100, 500_000],
    [0, 700_000],
    [5, 0],
  ])('gives the bytes from %i, %i long', (offset, length) => {
    expect(openSource(path).read(offset, length)).toEqual(bytes.slice(offset, offset + length));
  });

  it('gives copies: what a reader does to them changes no later read', () => {
    const source = openSource(path);
    source.read(0, 8).fill(255);
    expect(source.read(0, 8)).toEqual(bytes.slice(0, 8));
  });

  it.each([
    [699_991, 10],
    [-1, 4],
    [0, Number.MAX_SAFE_INTEGER],
    [0.5, 4],
  ])('never reads past the end: %d, %d', (offset, length) => {
    expect(faultOf(() => openSource(path).read(offset, length))).toMatchObject({ code: 'malformed', path });
  });

  it('says so when the file was cut short since it was opened', () => {
    const short = join(root, 'short');
    writeFileSync(short, bytes);
    const source = openSource(short);
    truncateSync(short, 100);
    expect(faultOf(() => source.read(0, 600_000))).toMatchObject({ code: 'changed-on-disk', how: 'truncated' });
  });

  it('refuses a folder, and a path that is not there', () => {
    expect(faultOf(() => openSource(root))).toMatchObject({ code: 'unreadable' });
    expect(faultOf(() => openSource(join(root, 'nowhere')))).toMatchObject({ code: 'not-found' });
  });
});

describe('a folder', () => {
  const model = join(root, 'model');
  mkdirSync(model);
  writeFileSync(join(model, 'config.json'), '{}');
  writeFileSync(join(root, 'secret'), 'secret');

  it('opens its own files and stamps them', () => {
    const folder = folderAt(model);
    expect(folder.has('config.json')).toBe(true);
    expect(folder.open('config.json').size).toBe(2);
    expect([...folder.stamps.keys()]).toEqual([join(folder.path, 'config.json')]);
    expect(faultOf(() => folder.open('absent'))).toMatchObject({ code: 'not-found', missing: 'absent' });
  });

  it.each(['../secret', '/etc/passwd', '..', '.', '', 'a/b', 'a\\b', 'a\0b'])('never leaves: %j', name => {
    expect(faultOf(() => folderAt(model).open(name))).toMatchObject({ code: 'bad-input' });
  });

  it('does not follow a link out of it', () => {
    symlinkSync(join(root, 'secret'), join(model, 'link'));
    expect(faultOf(() => folderAt(model).open('link'))).toMatchObject({ code: 'bad-input', why: expect.stringContaining('outside') });
  });

  it("follows a snapshot's links into its own repository's blobs, and into no other's", () => {
    for (const repository of ['models--a', 'models--b']) {
      mkdirSync(join(root, repository, 'blobs'), { recursive: true });
      mkdirSync(join(root, repository, 'snapshots', 'main'), { recursive: true });
      writeFileSync(join(root, repository, 'blobs', 'abc'), repository);
    }
    const snapshot = join(root, 'models--a', 'snapshots', 'main');
    symlinkSync(join('..', '..', 'blobs', 'abc'), join(snapshot, 'own'));
    symlinkSync(join('..', '..', '..', 'models--b', 'blobs', 'abc'), join(snapshot, 'foreign'));
    const folder = folderAt(snapshot);
    expect(folder.open('own').path).toMatch(/models--a\/blobs\/abc$/);
    expect(faultOf(() => folder.open('foreign'))).toMatchObject({ code: 'bad-input' });
  });
});

describe('the folder that weights are named from', () => {
  it('is the deepest that holds them all', () => {
    expect(commonFolder(['/a/b/c/w'])).toBe('/a/b/c');
    expect(commonFolder(['/a/b/c/w', '/a/b/d/w'])).toBe('/a/b');
    expect(commonFolder(['/a/b/w', '/ab/w'])).toBe('/');
    expect(commonFolder(['/a/b/c/w', '/a/b/w'])).toBe('/a/b');
  });
});
