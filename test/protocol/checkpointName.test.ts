import { expect, test } from 'vitest';
import { checkpointName } from '../../src/protocol/checkpointName';

test.each([
  ['/models/minilm', 'minilm'],
  ['/models/encoder.onnx', 'encoder.onnx'],
  ['/models/gpt2/model', 'gpt2/model'],
  ['/models/bert/onnx/model.onnx', 'bert/onnx/model.onnx'],
  ['C:\\work\\bert\\model.onnx', 'bert/model.onnx'],
  ['/model', 'model'],
  ['/cache/hub/models--bert--base/snapshots/0123abc', 'bert/base'],
  ['demo', 'demo'],
])('%s is called %s', (path, name) => {
  expect(checkpointName(path)).toBe(name);
});
