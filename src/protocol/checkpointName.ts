/** Names that many checkpoints have: alone they say nothing. */
const COMMON = /^(model|checkpoint|weights|onnx|pytorch|hf|best|last|final|output)(\.(onnx|safetensors))?$/i;

/**
 * What a checkpoint is called: the last part of its path, after the folders above it where that part is a name that many have. A snapshot of the
 * hub's cache is named by its revision, so its repository is taken.
 */
export function checkpointName(path: string): string {
  const repository = /models--([^/\\]+)[/\\]snapshots[/\\][^/\\]+$/.exec(path)?.[1];
  if (repository !== undefined) return repository.replaceAll('--', '/');
  const parts = path.split(/[/\\]+/).filter(Boolean);
  let from = parts.length - 1;
  while (from > 0 && from > parts.length - 3 && COMMON.test(parts[from] ?? '')) from -= 1;
  return parts.slice(Math.max(0, from)).join('/');
}
