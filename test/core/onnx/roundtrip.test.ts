import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readOnnx } from '../../../src/core/onnx/read';
import { verify } from '../../../src/core/onnx/verify';
import { serialise } from '../../../src/core/onnx/write';
import { anyGraph, WEIGHTS_FILE } from './graphs';
import { memoryFolder, memorySource } from './memory';

const folder = memoryFolder({ 'weights.bin': new Uint8Array(WEIGHTS_FILE) });
const locate = (file: string) => file.replace('/models/', '');

describe('a graph written and read', () => {
  test('is the same graph', () => {
    fc.assert(
      fc.property(anyGraph, graph => {
        expect(verify(graph)).toEqual([]);
        expect(readOnnx(memorySource(serialise(graph, locate)), folder)).toEqual(graph);
      }),
      { numRuns: 300, seed: 11 },
    );
  });

  test('gives the same bytes each time', () => {
    fc.assert(
      fc.property(anyGraph, graph => {
        expect(serialise(graph, locate)).toEqual(serialise(graph, locate));
      }),
      { numRuns: 30, seed: 5 },
    );
  });
});
