import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ANALYSES } from '../../../src/core/analyses/table';
import { site, subjectOf } from './subject';

const FOLDER = path.resolve(__dirname, '../../../src/core/analyses');
/** The contract and the table itself. */
const NOT_ROWS = new Set(['analysis', 'table']);

test('ANALYSES holds every file of its folder under the name of the file', () => {
  const files = readdirSync(FOLDER).flatMap(name => (name.endsWith('.ts') && !NOT_ROWS.has(name.slice(0, -3)) ? [name.slice(0, -3)] : []));
  expect(ANALYSES.map(({ id }) => id).sort()).toEqual(files.sort());
});

describe.each(ANALYSES)('$id', analysis => {
  const subject = subjectOf(analysis.id, { sites: [site(0)], ids: [1, 2, 3], hiddenStates: 2 });

  test('says what it shows, where it comes from and what it cannot say', () => {
    for (const { text } of [analysis.title, analysis.shows, analysis.caveat]) expect(text.length).toBeGreaterThan(5);
    expect(analysis.source).toMatch(/\b(19|20)\d\d\b/);
  });

  test('takes its own defaults', () => {
    expect(new Set(analysis.parameters.map(({ id }) => id)).size).toBe(analysis.parameters.length);
    for (const { kind, choices, otherwise } of analysis.parameters) if (kind === 'choice') expect(choices?.map(({ id }) => id)).toContain(otherwise);
    expect(analysis.refuses(subject)).toBeUndefined();
  });

  test('asks for each probe once, and refuses a model without attention or states by a reason', () => {
    const needs = analysis.needs(subject);
    expect(new Set(needs).size).toBe(needs.length);
    expect(analysis.refuses(subjectOf(analysis.id, { sites: [], ids: [1, 2, 3] }))?.text).toMatch(/it needs/);
  });
});
