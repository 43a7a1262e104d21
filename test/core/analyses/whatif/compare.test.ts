import { describe, expect, test } from 'vitest';
import { fromLogits, fromStates } from '../../../../src/core/analyses/whatif/answer';
import { inStep, outputChange, positionChanges, predictions } from '../../../../src/core/analyses/whatif/compare';
import { textLoss } from '../../../../src/core/analyses/whatif/loss';
import { float32 } from '../../../../src/core/tensor/tensor';

describe('answers', () => {
  const before = fromLogits({}, float32([2, 3], [0, 0, 0, Math.log(8), 0, 0]));
  const after = fromLogits({}, float32([2, 3], [0, 0, 0, 0, Math.log(8), 0]));

  test('are compared row by row', () => {
    const { totalVariation, flips, kl } = positionChanges(before, after, inStep(2));
    expect(Array.from(totalVariation ?? [])).toEqual([0, expect.closeTo(0.7, 6)]);
    expect(Array.from(flips ?? [])).toEqual([0, 1]);
    // Rows (.8 .1 .1) and (.1 .8 .1).
    expect(kl?.[1]).toBeCloseTo(0.7 * Math.log(8), 6);
    expect(outputChange(before, after)).toBeCloseTo(0.35, 6);
  });

  test('list the likeliest of both, once each', () => {
    const [, second] = predictions(before, after, inStep(2), 1, index => `c${index}`);
    expect(second?.choices.map(({ label }) => label).sort()).toEqual(['c0', 'c1']);
    expect(second?.first).toEqual({ before: 0, after: 1 });
    expect(second?.choices[0]?.before).toBeCloseTo(0.8, 6);
  });

  test('a single logit is yes against no: half the sum of changes is the change of yes', () => {
    const [yes, no] = [fromLogits({}, float32([1], [Math.log(3)])), fromLogits({}, float32([1], [0]))];
    expect(Array.from(yes.data)).toEqual([expect.closeTo(0.25, 6), expect.closeTo(0.75, 6)]);
    expect(outputChange(yes, no)).toBeCloseTo(0.25, 6);
    expect(yes.kind).toBe('classes');
  });

  test('of bare encoders are states, compared by angle and distance', () => {
    const [a, b] = [fromStates(float32([2, 2], [1, 0, 1, 1])), fromStates(float32([2, 2], [0, 1, 1, 1]))];
    const { cosine, euclidean } = positionChanges(a, b, inStep(2));
    expect(Array.from(cosine ?? [])).toEqual([1, expect.closeTo(0, 6)]);
    expect(euclidean?.[0]).toBeCloseTo(Math.SQRT2, 6);
    expect(outputChange(a, b)).toBeCloseTo(0.5, 6);
  });
});

describe('loss', () => {
  test('of even logits is ln of the vocabulary', () => {
    const { mean, perplexity, perToken } = textLoss(new Float32Array(3 * 5), [1, 4, 2]);
    expect(mean).toBeCloseTo(Math.log(5), 6);
    expect(perplexity).toBeCloseTo(5, 5);
    expect(perToken[0]).toBeNaN();
  });

  test('row i is for token i + 1', () => {
    // After token 0 the model is sure of 1, after 1 of 0.
    const { perToken } = textLoss(Float32Array.of(0, 100, 100, 0, 0, 0), [0, 1, 0]);
    expect(perToken[1]).toBeCloseTo(0, 6);
    expect(perToken[2]).toBeCloseTo(0, 6);
    expect(textLoss(Float32Array.of(0, 100, 100, 0, 0, 0), [0, 0, 0]).perToken[1]).toBeCloseTo(100, 3);
  });
});
