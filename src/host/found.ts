import * as path from 'node:path';
import * as vscode from 'vscode';

export interface FoundCheckpoint {
  readonly label: string;
  readonly path: string;
}

const LOOKED_AT = 200;
const SHOWN = 12;
const EXCLUDED = '**/{node_modules,.git,.venv,venv,site-packages,dist,build}/**';

/** Checkpoints of the workspace: folders with config.json and weights, and .onnx files. Nothing is looked for in an untrusted workspace. */
export async function findCheckpoints(): Promise<readonly FoundCheckpoint[]> {
  if (!vscode.workspace.isTrusted || !vscode.workspace.workspaceFolders) return [];
  const find = (pattern: string): Thenable<vscode.Uri[]> => vscode.workspace.findFiles(pattern, EXCLUDED, LOOKED_AT);
  const [configs, weights, graphs] = await Promise.all([find('**/config.json'), find('**/*.safetensors'), find('**/*.onnx')]);
  const folders = new Set(weights.filter(isFile).map(uri => path.dirname(uri.fsPath)));
  const checkpoints = configs
    .filter(isFile)
    .map(uri => path.dirname(uri.fsPath))
    .filter(folder => folders.has(folder));
  const paths = [...new Set(checkpoints), ...graphs.filter(isFile).map(uri => uri.fsPath)];
  return paths
    .map(found => ({ label: vscode.workspace.asRelativePath(found), path: found }))
    .sort((a, b) => a.label.length - b.label.length || a.label.localeCompare(b.label))
    .slice(0, SHOWN);
}

const isFile = ({ scheme }: vscode.Uri): boolean => scheme === 'file';
