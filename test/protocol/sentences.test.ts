import { describe, expect, it } from 'vitest';
import type { Fault, FaultCode } from '../../src/core/fault';
import { words } from '../../src/core/message';
import { bytesText, exitStatus, SENTENCES, sentence } from '../../src/protocol/sentences';

/** One of each. What a fault quotes may look like a template: it must come out as it is. */
const SAMPLES: { readonly [C in FaultCode]: Extract<Fault, { code: C }> } = {
  'bad-usage': { code: 'bad-usage', what: '--want', why: 'there is no such thing.' },
  'not-found': { code: 'not-found', path: '/models/{0}', missing: 'config.json' },
  unreadable: { code: 'unreadable', path: '/models/a', why: 'EACCES' },
  unwritable: { code: 'unwritable', path: '/models/a.csv', why: 'the disk is full' },
  malformed: { code: 'malformed', path: '/models/a', why: 'its header is cut short' },
  'unknown-architecture': { code: 'unknown-architecture', path: '/models/a', modelType: 'perceptron', known: ['bert', 'gpt2'] },
  'unsupported-model': { code: 'unsupported-model', path: '/models/a', why: 'it says so' },
  'missing-tensor': { code: 'missing-tensor', path: '/models/a', tensor: 'wte.weight' },
  'wrong-tensor': { code: 'wrong-tensor', path: '/models/a', tensor: 'wte.weight', why: 'it is [2, 3]' },
  'no-tokenizer': { code: 'no-tokenizer', path: '/models/a' },
  'bad-input': { code: 'bad-input', what: 'the text', why: 'it is empty.' },
  'too-long': { code: 'too-long', tokens: 600, limit: 512 },
  'too-large': { code: 'too-large', needBytes: 68.7e9, haveBytes: 8e9, what: 'all weights' },
  'no-attention': { code: 'no-attention', path: '/models/a', reasons: ['a mask'] },
  'not-applicable': { code: 'not-applicable', analysis: 'Attention flow', why: 'it has one layer.' },
  'no-provider': { code: 'no-provider', wanted: 'cuda', why: 'no library' },
  'changed-on-disk': { code: 'changed-on-disk', path: '/models/a', how: 'truncated' },
  'engine-stopped': { code: 'engine-stopped', why: 'it was killed' },
  'version-mismatch': { code: 'version-mismatch', what: 'the engine', mine: 2, theirs: 1 },
  cancelled: { code: 'cancelled' },
  internal: { code: 'internal', why: 'x is missing' },
};

describe('sentences', () => {
  it.each(Object.values(SAMPLES))('of $code: names the thing, says what is the matter, one line, nothing left to fill', fault => {
    const text = words(sentence(fault));
    expect(text).toMatch(/^[^\n]+: [^\n]+\.$/);
    const facts = Object.entries(fault).filter(([key]) => key !== 'code' && key !== 'how');
    for (const [, fact] of facts) if (typeof fact === 'string') expect(text).toContain(fact);
    expect(text.replace('/models/{0}', '')).not.toMatch(/\{\d\}|undefined/);
  });

  it('know every code', () => {
    expect(Object.keys(SAMPLES).sort()).toEqual(Object.keys(SENTENCES).sort());
  });

  it('end a command line with 2 for what was asked wrongly and 1 for anything else', () => {
    const ofStatus = (status: number) =>
      Object.values(SAMPLES)
        .filter(f => exitStatus(f) === status)
        .map(f => f.code);
    expect(ofStatus(1)).toEqual(['unreadable', 'unwritable', 'too-large', 'no-provider', 'changed-on-disk', 'engine-stopped', 'version-mismatch', 'cancelled', 'internal']);
    expect(ofStatus(2)).toContain('no-attention');
  });

  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1500, '1.5 kB'],
    [150e6, '150 MB'],
    [68.7e9, '68.7 GB'],
  ])('say %d bytes as %s', (bytes, text) => {
    expect(bytesText(bytes)).toBe(text);
  });
});
