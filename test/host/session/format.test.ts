import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FaultError } from '../../../src/core/fault';
import { freshState } from '../../../src/host/panelState';
import { MOST_BYTES, readSession, writeSession } from '../../../src/host/session/format';
import type { PanelState } from '../../../src/protocol/panel';
import { sentence } from '../../../src/protocol/sentences';

/** Paths as they are. */
const AS_IS = { written: (where: string) => where, read: (place: string) => place };

const plain = freshState('/w/models/tiny', 'attention', 'In the beginning');

const whole: PanelState = {
  ...plain,
  pair: 'and then',
  options: { flow: { method: 'rollout' }, attention: { scale: 'row', heads: '0.1' } },
  site: 2,
  head: 0,
  query: 4,
  choices: { attention: { picture: 'lines' } },
  compare: { model: '/w/models/other', text: 'In the end', pair: '' },
  whatIf: { map: 'entmax', parameter: '1.5', heads: [[2, 1]], others: { swaps: [], interventions: [], tokens: [] }, rest: 'keep', list: [] },
};

const reread = (state: PanelState): PanelState => readSession(writeSession(state, AS_IS), 'a.headlight.json', AS_IS);

/** The sentence with which a text is refused; undefined where it is read. */
function refusal(json: string): string | undefined {
  try {
    readSession(json, 'a.headlight.json', AS_IS);
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof FaultError)) throw thrown;
    const { text, args } = sentence(thrown.fault);
    return text.replace(/\{(\d)\}/g, (_, index) => String(args[Number(index)]));
  }
}

describe('a session', () => {
  test('gives the panel that it was made of', () => {
    expect(reread(plain)).toEqual(plain);
    expect(reread(whole)).toEqual(whole);
  });

  test('is the same text whatever the order in which things were set, and says no more than what was set', () => {
    const other: PanelState = { ...whole, options: { attention: { heads: '0.1', scale: 'row' }, flow: { method: 'rollout' }, heads: {} } };
    expect(writeSession(other, AS_IS)).toBe(writeSession(whole, AS_IS));
    expect(writeSession(plain, AS_IS)).toBe('{\n  "headlight": 1,\n  "model": "/w/models/tiny",\n  "text": "In the beginning",\n  "analysis": "attention"\n}\n');
  });

  test('any state comes back', () => {
    const text = fc.string({ unit: 'binary', maxLength: 30 });
    const id = fc.string({ maxLength: 8 }).filter(name => name !== '__proto__');
    const nested = fc.dictionary(id, fc.dictionary(id, text, { minKeys: 1, maxKeys: 3 }), { maxKeys: 3 });
    const place = fc.integer({ min: -1, max: 100 });
    const states = fc.record({
      text,
      pair: text,
      analysis: id,
      options: nested,
      choices: fc.dictionary(id, fc.dictionary(id, text, { minKeys: 1 }), { minKeys: 1, maxKeys: 3 }),
      site: place,
      head: place,
      query: place,
    });
    fc.assert(fc.property(states, state => void expect(reread({ ...plain, ...state })).toEqual({ ...plain, ...state })));
  });

  const good = JSON.parse(writeSession(whole, AS_IS));
  const ROWS: readonly (readonly [what: string, json: string, said: RegExp])[] = [
    ['that is no JSON', '{ "headlight": 1', /^a\.headlight\.json: this is not JSON/],
    ['that is a list', '[]', /a session is a JSON object/],
    ['of another kind', '{"open":"demo"}', /"headlight": 1 is missing/],
    ['of a later version', JSON.stringify({ ...good, headlight: 2 }), /"headlight" is 2, and this version of Headlight reads sessions of version 1\. Update Headlight/],
    ['of a version that is a text', JSON.stringify({ ...good, headlight: '1' }), /"headlight" is "1"/],
    ['without a model', JSON.stringify({ ...good, model: undefined }), /"model" must be a path/],
    ['whose text is a number', JSON.stringify({ ...good, text: 3 }), /"text" must be a string/],
    ['whose head is half', JSON.stringify({ ...good, head: 0.5 }), /"head" must be a whole number/],
    ['whose options are flat', JSON.stringify({ ...good, options: { method: 'rollout' } }), /"options" must be/],
    ['whose experiments are broken', JSON.stringify({ ...good, whatIf: { list: [] } }), /"whatIf" must be as a panel writes it/],
    ['that is a book', JSON.stringify({ ...good, extra: 'x'.repeat(MOST_BYTES) }), /at most 8 MB/],
  ];
  for (const [what, json, said] of ROWS) test(`${what} is refused in a sentence`, () => expect(refusal(json)).toMatch(said));

  test('fields that this version does not know are passed over', () => expect(readSession(JSON.stringify({ ...good, later: [1] }), 'a', AS_IS)).toEqual(whole));

  test('arbitrary JSON gives a state or a sentence, and never anything else', () => {
    const field = fc.constantFrom('headlight', 'model', 'text', 'pair', 'analysis', 'options', 'choices', 'site', 'head', 'query', 'compare', 'whatIf', '__proto__', 'toString');
    const near = fc.dictionary(field, fc.oneof(fc.jsonValue(), fc.constantFrom(1, 'a', {}))).map(extra => ({ ...good, ...extra }));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.string(),
          near.map(value => JSON.stringify(value)),
        ),
        json => {
          expect(refusal(json) ?? '').not.toContain('undefined');
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('the schema', () => {
  const schema = JSON.parse(readFileSync(path.resolve(__dirname, '../../../media/schema/headlight.schema.json'), 'utf8'));

  test('describes each field that a session may have, and requires what the reader requires', () => {
    const { $schema: _, ...described } = schema.properties;
    expect(Object.keys(described)).toEqual(Object.keys(JSON.parse(writeSession(whole, AS_IS))));
    const good = JSON.parse(writeSession(whole, AS_IS));
    const required = Object.keys(good).filter(field => refusal(JSON.stringify({ ...good, [field]: undefined })) !== undefined);
    expect([...schema.required].sort()).toEqual(required.sort());
    for (const one of Object.values<{ description?: string }>(schema.properties)) expect(one.description).toMatch(/\.$/);
  });
});

test('what is nested more deeply than it can be written again is refused in a sentence', () => {
  const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
  const session = writeSession(whole, AS_IS);
  expect(refusal(session.replace('"headlight": 1', `"headlight": ${deep}`))).toMatch(/^a\.headlight\.json: "headlight" is .*reads sessions of version 1/);
  expect(refusal(session.replace('"interventions": []', `"interventions": [{"kind": "x", "deep": ${deep}}]`))).toMatch(/"whatIf" must be as a panel writes it/);
});
