import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { raise } from '../core/fault';
import { realPath } from './files';

/** What a MODEL argument names: a Hugging Face folder (and the one file of it that was asked for), or an ONNX file. */
export type ModelPlace = { readonly kind: 'folder'; readonly folder: string; readonly file?: string } | { readonly kind: 'onnx'; readonly folder: string; readonly file: string };

/** The demo checkpoint, from the bundle (`dist`) or from the sources. */
function demoFolder(): string {
  const places = [join(__dirname, '..', 'media', 'demo'), join(__dirname, '..', '..', 'media', 'demo')];
  return places.find(existsSync) ?? raise({ code: 'not-found', path: 'demo', missing: 'media/demo' });
}

/** Finds out what a path names; `demo` is the demo checkpoint wherever it stands. Names a file by its place in its own folder, whatever it links to. */
export function placeOf(path: string): ModelPlace {
  const named = path === 'demo' ? demoFolder() : resolve(path);
  realPath(named);
  if (statSync(named).isDirectory()) return folderPlace(named);
  const [folder, file] = [dirname(named), basename(named)];
  const ending = extname(file).toLowerCase();
  if (ending === '.onnx') return { kind: 'onnx', folder, file };
  if (ending === '.safetensors') return { kind: 'folder', folder, file };
  return raise({ code: 'bad-usage', what: path, why: 'a model is a folder with config.json and model.safetensors, a .safetensors or .onnx file, or demo.' });
}

/** A folder with a config.json is a checkpoint; one without it may hold a single ONNX file. */
function folderPlace(folder: string): ModelPlace {
  if (existsSync(join(folder, 'config.json')) && readdirSync(folder).some(name => /\.(safetensors|bin|h5|msgpack|pth|index\.json)$/.test(name))) return { kind: 'folder', folder };
  const [file, ...others] = readdirSync(folder).filter(name => name.toLowerCase().endsWith('.onnx'));
  if (file === undefined) return { kind: 'folder', folder };
  if (others.length > 0) return raise({ code: 'bad-usage', what: folder, why: `it holds several models: name one of ${[file, ...others].sort().join(', ')}.` });
  return { kind: 'onnx', folder, file };
}
