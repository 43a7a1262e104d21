import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** One text and what Hugging Face's own library says of it; `offsets` are flat, in UTF-16 units. */
export interface TokenCase {
  readonly text: string;
  readonly pair?: string;
  readonly ids: readonly number[];
  readonly offsets: readonly number[];
  readonly words: readonly number[];
  readonly types: readonly number[];
  readonly segments: readonly number[];
}

export interface TokenFixture {
  readonly name: string;
  readonly tokenizer: Readonly<Record<string, unknown>>;
  readonly cases: readonly TokenCase[];
}

const FOLDER = fileURLToPath(new URL('../../fixtures/tokens/', import.meta.url));

export const tokenFixture = (name: string): TokenFixture => ({ name, ...JSON.parse(readFileSync(`${FOLDER}${name}.json`, 'utf8')) });

/** Made by test/fixtures/make/tokens.py. */
export const TOKEN_FIXTURES: readonly TokenFixture[] = readdirSync(FOLDER)
  .filter(name => name.endsWith('.json'))
  .map(name => tokenFixture(name.replace('.json', '')));
