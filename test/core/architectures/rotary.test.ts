import { describe, expect, test } from 'vitest';
import { frequenciesOf } from '../../../src/core/architectures/blocks/rotary';
import { readConfig } from '../../../src/core/checkpoint/config';
import { asFault } from '../../../src/core/fault';
import { memoryFolder } from '../checkpoint/memoryFolder';

const frequencies = (settings: object, width = 8) => Array.from(frequenciesOf(readConfig(memoryFolder({ 'config.json': settings })), width));
const close = (got: readonly number[], expected: readonly number[]) => {
  for (const [i, value] of got.entries()) expect(value / (expected[i] ?? 0)).toBeCloseTo(1, 6);
};

/** theta^(-2i/width) */
const plain = (theta: number, width = 8) => Array.from({ length: width / 2 }, (_, i) => theta ** ((-2 * i) / width));

test('powers of the base; 10000 where nothing is said', () => {
  close(frequencies({}), plain(10000));
  close(frequencies({ rope_theta: 500 }, 16), plain(500, 16));
  close(frequencies({ rope_parameters: { rope_type: 'default', rope_theta: 500 } }), plain(500));
  close(frequencies({ rope_theta: 500, rope_scaling: null }), plain(500));
});

test('linear scaling divides, in the old spelling and in the new one', () => {
  const expected = plain(500).map(f => f / 4);
  close(frequencies({ rope_theta: 500, rope_scaling: { type: 'linear', factor: 4 } }), expected);
  close(frequencies({ rope_parameters: { rope_type: 'linear', factor: 4, rope_theta: 500 } }), expected);
});

test('llama3 keeps short waves, slows long ones, mixes between', () => {
  const scaling = { rope_type: 'llama3', factor: 8, low_freq_factor: 1, high_freq_factor: 4, original_max_position_embeddings: 64 };
  const got = frequencies({ rope_theta: 10000, rope_scaling: scaling });
  const [first = 0, second = 0, third = 0, fourth = 0] = plain(10000);
  // Waves of 6, 63, 628 and 6283 positions against a context of 64: short below 16, long above 64.
  const smooth = (64 / ((2 * Math.PI) / second) - 1) / 3;
  close(got, [first, ((1 - smooth) * second) / 8 + smooth * second, third / 8, fourth / 8]);
});

describe('refused by name', () => {
  test.each([
    [{ rope_scaling: { type: 'dynamic', factor: 2 } }, /scaled by "dynamic"; known are default, linear, llama3/],
    [{ rope_parameters: { rope_type: 'yarn', factor: 2 } }, /"yarn"/],
    [{ rope_parameters: { rope_type: 'constructor' } }, /"constructor"/],
    [{ rope_parameters: { rope_type: 'default', partial_rotary_factor: 0.5 } }, /a part of each head/],
    [{ rope_scaling: { type: 'linear' } }, /"factor" is missing/],
  ])('%j', (settings, why) => {
    let fault: unknown;
    try {
      frequencies(settings);
    } catch (thrown) {
      fault = asFault(thrown);
    }
    expect((fault as { why: string } | undefined)?.why).toMatch(why);
  });
});
