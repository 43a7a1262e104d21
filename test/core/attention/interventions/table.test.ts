import { describe, expect, test } from 'vitest';
import type { Intervention, Plain } from '../../../../src/core/attention/interventions/intervention';
import { addressed, parseScope, scopeText } from '../../../../src/core/attention/interventions/scope';
import { editsOf, INTERVENTIONS, says, sitesSet } from '../../../../src/core/attention/interventions/table';
import { FaultError } from '../../../../src/core/fault';
import { words } from '../../../../src/core/message';
import { float32 } from '../../../../src/core/tensor/tensor';
import { site } from '../../analyses/subject';

const SITES = [
  site(0, { heads: 2, layer: 0, stack: 'encoder' }),
  site(1, { heads: 2, layer: 0, stack: 'decoder' }),
  site(2, { heads: 3, layer: 0, stack: 'cross', kind: 'cross' }),
  site(3, { heads: 2, layer: 1, stack: 'decoder' }),
];
const places = (text: string) => addressed(SITES, parseScope(text, 'test')).map(({ site, head }) => `${site}.${head}`);

describe('scopes', () => {
  test.each([
    ['', ['0.0', '0.1', '1.0', '1.1', '2.0', '2.1', '2.2', '3.0', '3.1']],
    ['L1', ['3.0', '3.1']],
    ['cross', ['2.0', '2.1', '2.2']],
    ['decoder.L0-1.H1', ['1.1', '3.1']],
    ['cross.H0,2', ['2.0', '2.2']],
  ])('"%s"', (text, expected) => expect(places(text)).toEqual(expected));

  test('are written as they are read', () => {
    for (const text of ['L1', 'cross', 'decoder.L0-2.H1', 'L0-1,4.H0,2-3', '']) expect(scopeText(parseScope(text, 'test'))).toBe(text);
  });

  test.each([
    ['L7', 'bad-input', /layers L0 to L1/],
    ['L1.H2', 'bad-input', /H0 to H1/],
    ['X3', 'bad-usage', /no scope/],
    ['L1.L0', 'bad-usage', /once/],
  ])('"%s" is refused', (text, code, why) => {
    expect(() => places(text)).toThrow(FaultError);
    try {
      places(text);
    } catch (thrown) {
      expect((thrown as FaultError).fault).toMatchObject({ code, why: expect.stringMatching(why) });
    }
  });

  test('sites by index go with heads', () => expect(addressed(SITES, { sites: [3], heads: [1] })).toEqual([{ site: 3, head: 1 }]));
});

const ONE = [site(0, { heads: 2, outputProjection: { weight: 'w', transposed: false } })];
const WEIGHTS = float32([2, 2, 2], [1, 0, 0.5, 0.5, 1, 0, 0.25, 0.75]);
const plain: Plain = { sites: ONE, weights: new Map([[0, WEIGHTS]]), means: new Map([[0, float32([2, 3], [1, 2, 3, 10, 20, 30])]]) };
const edits = (...of: Intervention[]) => editsOf(of, plain);

describe('interventions', () => {
  test('every row is under its own kind', () => {
    for (const [kind, rule] of Object.entries(INTERVENTIONS)) expect(rule.kind).toBe(kind);
  });

  test('knock-out closes a gate and sets nothing', () => {
    const { gates, rows, offsets } = edits({ kind: 'knock-out', scope: { heads: [1] } });
    expect([...gates.data]).toEqual([1, 0]);
    expect([rows.size, offsets]).toEqual([0, undefined]);
  });

  test('means of heads that are out add up', () => {
    const { gates, offsets } = edits({ kind: 'mean-out', scope: {} });
    expect([...gates.data]).toEqual([0, 0]);
    expect([...(offsets?.data ?? [])]).toEqual([11, 22, 33]);
  });

  test('a weight is set where it is named, and the later of two holds', () => {
    const { rows } = edits(
      { kind: 'set', scope: { heads: [1] }, query: 1, key: 0, value: 0.9, rest: 'keep' },
      { kind: 'cut', scope: { heads: [1] }, query: 1, key: 0, rest: 'renormalise' },
    );
    const { fixed, share } = rows.get(0) ?? { fixed: float32([0], []), share: float32([0], []) };
    expect([...fixed.data].map(value => (Number.isNaN(value) ? '-' : value))).toEqual(['-', '-', '-', '-', '-', '-', 0, '-']);
    expect([...share.data]).toEqual([0, 0, 0, 1]);
  });

  test('uniform is even over what any head sees', () => {
    const { rows } = edits({ kind: 'uniform', scope: { heads: [0] } });
    expect([...(rows.get(0)?.fixed.data ?? [])].slice(0, 4)).toEqual([1, 0, 0.5, 0.5]);
    expect([...(rows.get(0)?.fixed.data ?? [])].slice(4).every(Number.isNaN)).toBe(true);
  });

  test.each<readonly [string, Intervention, RegExp]>([
    ['a query beyond', { kind: 'cut', scope: {}, query: 2, key: 0, rest: 'keep' }, /0 to 1/],
    ['a key below', { kind: 'cut', scope: {}, query: 0, key: -1, rest: 'keep' }, /0 to 1/],
    ['a weight that is no number', { kind: 'set', scope: {}, query: 0, key: 0, value: Number.NaN, rest: 'keep' }, /finite/],
    ['a transplant from nowhere', { kind: 'transplant', scope: {} }, /not given/],
  ])('%s is refused', (_, wrong, why) => {
    try {
      edits(wrong);
      expect.unreachable();
    } catch (thrown) {
      expect((thrown as FaultError).fault).toMatchObject({ code: 'bad-input', why: expect.stringMatching(why) });
    }
  });

  test('a head whose output projection is not known has no stand-in', () => {
    expect(() => editsOf([{ kind: 'mean-out', scope: {} }], { ...plain, sites: [site(0, { heads: 2 })] })).toThrow(FaultError);
  });

  test('say what they do and where', () => {
    const said = says([
      { kind: 'knock-out', scope: { layers: [2], heads: [0, 1] } },
      { kind: 'uniform', scope: {} },
    ]).map(words);
    expect(said).toEqual(['heads knocked out: L2.H0-1', 'uniform weights: all heads']);
    expect(sitesSet([{ kind: 'knock-out', scope: {} }], SITES)).toEqual([]);
    expect(sitesSet([{ kind: 'uniform', scope: { layers: [1] } }], SITES)).toEqual([3]);
  });
});
