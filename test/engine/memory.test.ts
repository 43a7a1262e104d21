import { describe, expect, it } from 'vitest';
import { FaultError } from '../../src/core/fault';
import { words } from '../../src/core/message';
import { GraphBuilder } from '../../src/core/onnx/builder';
import type { Prepared } from '../../src/core/prepared';
import { assertFits, estimateRun, memoryLimit, needOf, parseBytes } from '../../src/engine/memory';
import { sentence } from '../../src/protocol/sentences';

const facts = { family: 'bert', task: 'encoder', layers: 12, heads: 12, keyHeads: 12, hidden: 768, causal: false } as const;
const site = (index: number) => ({ index, layer: index, kind: 'self', stack: 'only', weights: [], values: [], mapping: 'softmax', heads: 12, keyHeads: 12 }) as const;
const graph: Prepared['graph'] = { name: '', inputs: [], outputs: [], nodes: [], weights: new Map(), values: new Map(), functions: [], domains: new Map() };
const bert: Prepared = { graph, facts, sites: Array.from({ length: 12 }, (_, i) => site(i)), misses: [], hiddenStates: [] };
const all = bert.sites.map(s => `attentions.${s.index}`);

describe('the estimate of a run', () => {
  it('counts all weights of BERT-base at 512 tokens as 151 MB, and what is in flight on top', () => {
    const weights = estimateRun(bert, all, { batch: 1, tokens: 512 }) - estimateRun(bert, [], { batch: 1, tokens: 512 });
    expect(weights).toBe(12 * 12 * 512 * 512 * 4);
    expect(estimateRun(bert, [], { batch: 1, tokens: 512 })).toBeGreaterThanOrEqual(3 * 12 * 512 * 512 * 4);
  });

  it('grows with the square of the length and with the batch', () => {
    const kept = (batch: number, tokens: number) => estimateRun(bert, all, { batch, tokens }) - estimateRun(bert, [], { batch, tokens });
    expect(kept(1, 1024)).toBe(4 * kept(1, 512));
    expect(kept(3, 512)).toBe(3 * kept(1, 512));
  });

  it('counts weights stored in 16 bits once more, as 32', () => {
    const half = { kind: 'file', dtype: 'bfloat16', dims: [1000], file: '/w', offset: 0, bytes: 2000 } as const;
    const stored = { ...bert, graph: { ...graph, weights: new Map([['w', half]]) } };
    expect(estimateRun(stored, [], { batch: 1, tokens: 1 }) - estimateRun(bert, [], { batch: 1, tokens: 1 })).toBe(4000);
  });
});

describe('the need of a run whose shapes are all known', () => {
  const feed = (tokens: number) => new Map([['x', [1, tokens, 8]]]);
  /** x times x transposed, added up `times` times: so many squares are made, three of them in use at once. */
  function squares(times: number, unknown = false): Prepared['graph'] {
    const build = new GraphBuilder('squares');
    const x = build.input('x', 'float32', [1, 'tokens', 8]);
    const square = build.op('MatMul', [x, build.op('Transpose', [x], { perm: [0, 2, 1] })]);
    let sum = square;
    for (let i = 0; i < times; i++) sum = build.op('Add', [sum, square]);
    build.output(unknown ? build.op('NonZero', [sum]) : sum);
    return build.build();
  }

  it('is counted node by node, what is no longer read let go', () => {
    const need = needOf({ ...bert, sites: [] }, [], { batch: 1, tokens: 4096 }, squares(5), feed(4096));
    const square = 4096 * 4096 * 4;
    expect(need).toBeGreaterThanOrEqual(3 * square);
    expect(need).toBeLessThan(1.6 * 3 * square);
    expect(needOf({ ...bert, sites: [] }, [], { batch: 1, tokens: 4096 }, squares(50), feed(4096))).toBe(need);
  });

  it('is never less than the rule where some shape depends on data', () => {
    const rule = estimateRun(bert, all, { batch: 1, tokens: 512 });
    expect(needOf(bert, all, { batch: 1, tokens: 512 }, squares(1, true), feed(512))).toBeGreaterThanOrEqual(rule);
  });

  it('is known of a model whose width nobody says', () => {
    const { hidden: _, ...narrow } = facts;
    const silent = { ...bert, facts: narrow, sites: [] };
    expect(estimateRun(silent, [], { batch: 1, tokens: 1024 })).toBe(0);
    expect(needOf(silent, [], { batch: 1, tokens: 1024 }, squares(5), feed(1024))).toBeGreaterThanOrEqual(3 * 1024 * 1024 * 4);
  });
});

describe('the memory limit', () => {
  it('reads bytes and units, and refuses anything else by name', () => {
    expect([parseBytes('1000'), parseBytes('8GB'), parseBytes('1.5 gib')]).toEqual([1000, 8e9, 1.5 * 2 ** 30]);
    expect(() => parseBytes('lots')).toThrow(FaultError);
  });

  it('is at most what is free, unless it is set', () => {
    expect(memoryLimit('')).toBeGreaterThan(0);
    expect(memoryLimit('5MB')).toBe(5e6);
  });

  it('refuses with both numbers and the next step', () => {
    try {
      assertFits(2e9, 'this run', 1e9);
      expect.unreachable();
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(FaultError);
      const text = words(sentence((thrown as FaultError).fault));
      expect(text).toContain('2.0 GB');
      expect(text).toContain('1.0 GB');
      expect(text).toContain('Shorten the text');
    }
  });
});
