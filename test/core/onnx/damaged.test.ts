import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FaultError } from '../../../src/core/fault';
import { inlineFunctions } from '../../../src/core/onnx/inline';
import { readOnnx } from '../../../src/core/onnx/read';
import { verify } from '../../../src/core/onnx/verify';
import { serialise } from '../../../src/core/onnx/write';
import { memoryFolder, memorySource } from './memory';

const FIXTURES = path.resolve(__dirname, '../../fixtures/onnx');
const files = readdirSync(FIXTURES).filter(name => name.endsWith('.onnx'));
const folder = memoryFolder({ 'external17.bin': readFileSync(path.join(FIXTURES, 'external17.bin')) });

/** What became of it: a sound graph, or a fault. Anything else escapes and fails the test. */
function outcome(bytes: Uint8Array): 'read' | string {
  try {
    const graph = inlineFunctions(readOnnx(memorySource(bytes), folder), '/models/model.onnx');
    expect(verify(graph)).toEqual([]);
    serialise(graph, name => path.basename(name));
    return 'read';
  } catch (thrown) {
    if (thrown instanceof FaultError) return thrown.fault.code;
    throw thrown;
  }
}

const edits = fc.array(fc.record({ at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), value: fc.nat({ max: 255 }) }), { minLength: 1, maxLength: 6 });

describe('a damaged file', () => {
  for (const name of files) {
    const whole = new Uint8Array(readFileSync(path.join(FIXTURES, name)));

    test(`${name}: whole, it is read; cut anywhere, it is a fault or a smaller file that is sound`, () => {
      expect(outcome(whole)).toBe('read');
      for (let end = 0; end < whole.length; end += Math.ceil(whole.length / 400)) outcome(whole.subarray(0, end));
      // Cut inside its last field, which every one of these files ends with.
      expect(outcome(whole.subarray(0, whole.length - 1))).toBe('malformed');
    });

    test(`${name}: bytes changed, removed or put in raise faults and nothing else`, () => {
      fc.assert(
        fc.property(edits, fc.constantFrom('change', 'remove', 'insert'), (changes, how) => {
          const bytes = [...whole];
          for (const { at, value } of changes) {
            const place = Math.floor(at * bytes.length);
            if (how === 'change') bytes[place] = value;
            else bytes.splice(place, how === 'remove' ? 1 : 0, ...(how === 'remove' ? [] : [value]));
          }
          outcome(Uint8Array.from(bytes));
        }),
        { numRuns: 150, seed: 3 },
      );
    });
  }

  test('noise is no model', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), bytes => {
        expect(outcome(bytes)).not.toBe('read');
      }),
      { numRuns: 500, seed: 2 },
    );
  });
});
