import * as path from 'node:path';
import { raise } from '../../core/fault';
import type { Places } from './format';

/** What a session's paths are told apart by. */
export interface Surroundings {
  /** Path of the session's file. */
  readonly file: string;
  /** Whether that file lies on a disk; where it does not, nothing that is on one is relative to it. */
  readonly onDisk: boolean;
  readonly folders: readonly { readonly name: string; readonly path: string }[];
  readonly home: string;
  /** Folder of the checkpoint that comes with the extension. */
  readonly demo: string;
  readonly exists: (path: string) => boolean;
}

const DEMO = 'demo';
const OTHER_FOLDER = /^\$\{workspaceFolder:([^}]*)\}(?:\/(.*))?$/s;

/**
 * Paths of a session. A checkpoint in the workspace folder that holds the session is named relative to that folder, one in another folder of the
 * workspace by `${workspaceFolder:NAME}/`, one in the user's home by `~/`; only what is elsewhere by its absolute path. The demo is "demo".
 */
export function placesOf(around: Surroundings): Places {
  return { written: where => written(where, around), read: place => read(place, around) };
}

/** Whether a session that names this path opens on another machine that has the same workspace. */
export const isPortable = (place: string): boolean => !path.isAbsolute(place) && !place.startsWith('~/');

const own = ({ file, folders, onDisk }: Surroundings): string | undefined =>
  (onDisk ? folders : [])
    .map(folder => folder.path)
    .filter(folder => isInside(folder, file))
    .sort((one, other) => other.length - one.length)[0];

function written(where: string, around: Surroundings): string {
  if (where === around.demo) return DEMO;
  const base = own(around) ?? path.dirname(around.file);
  if (around.onDisk && isInside(base, where)) return relative(base, where);
  const folder = around.folders.find(one => isInside(one.path, where));
  if (folder) return `$\{workspaceFolder:${folder.name}}/${slashed(path.relative(folder.path, where))}`;
  return isInside(around.home, where) ? `~/${slashed(path.relative(around.home, where))}` : where;
}

/** A path that begins like none of the other kinds. */
function relative(base: string, where: string): string {
  const place = slashed(path.relative(base, where)) || '.';
  return place === DEMO || /^[~$]/.test(place) ? `./${place}` : place;
}

function read(place: string, around: Surroundings): string {
  if (place === DEMO) return around.demo;
  const named = OTHER_FOLDER.exec(place);
  if (named) {
    const folder = around.folders.find(({ name }) => name === named[1]) ?? wrong(place, around, `the workspace has no folder "${named[1]}". Add it to the workspace`);
    return within(folder.path, named[2] ?? '', place, around);
  }
  if (place.startsWith('~/')) return within(around.home, place.slice(2), place, around);
  return path.isAbsolute(place) ? path.resolve(place) : beside(place, around);
}

/** In the workspace folder that holds the session, else in the folder of its file. */
function beside(place: string, around: Surroundings): string {
  if (!around.onDisk) return wrong(place, around, `"${place}" is relative to this file, which lies on no disk, and checkpoints are read from one. Write an absolute path`);
  const [folder, here] = [own(around), path.dirname(around.file)];
  const bases = folder === undefined ? [here] : [folder, here];
  const found = bases.map(base => path.resolve(base, place)).filter(where => isInside(folder ?? here, where));
  return found.find(where => around.exists(where)) ?? found[0] ?? leaves(place, around);
}

function within(base: string, rest: string, place: string, around: Surroundings): string {
  const where = path.resolve(base, rest);
  return isInside(base, where) ? where : leaves(place, around);
}

const leaves = (place: string, around: Surroundings): never => wrong(place, around, `"${place}" leads out of the folder that it is relative to. Write an absolute path`);

function wrong(_place: string, { file }: Surroundings, why: string): never {
  return raise({ code: 'bad-usage', what: path.basename(file), why: `${why}, or save the session again.` });
}

function isInside(folder: string, where: string): boolean {
  const way = path.relative(folder, where);
  return way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}

const slashed = (way: string): string => way.split(path.sep).join('/');
