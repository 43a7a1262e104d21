import { raise } from '../fault';
import type { Folder } from '../source';
import { isObject, type JsonObject, quotedJson, readJson } from './json';

const MOST_LABELS = 1_000_000;

/** A model's settings as they stand in config.json. A setting that is null counts as left out. Every reader gives the right type or a fault. */
export class Config {
  constructor(
    readonly path: string,
    private readonly settings: JsonObject,
  ) {}

  has(key: string): boolean {
    return this.value(key) !== undefined;
  }

  /** Whether a setting has one of these values. */
  is(key: string, values: readonly unknown[]): boolean {
    return values.includes(this.value(key));
  }

  /** A whole number above zero, as all sizes are. */
  size(key: string, otherwise?: number): number {
    return this.checked(key, otherwise, 'a whole number above zero', v => Number.isSafeInteger(v) && (v as number) > 0);
  }

  number(key: string, otherwise?: number): number {
    return this.checked(key, otherwise, 'a number', v => typeof v === 'number' && Number.isFinite(v));
  }

  flag(key: string, otherwise?: boolean): boolean {
    return this.checked(key, otherwise, 'true or false', v => typeof v === 'boolean');
  }

  word(key: string, otherwise?: string): string {
    return this.checked(key, otherwise, 'a word', v => typeof v === 'string');
  }

  /** A token's id, or undefined where the model has none. */
  token(key: string): number | undefined {
    return this.has(key) ? this.checked(key, undefined, 'a token id', v => Number.isSafeInteger(v) && (v as number) >= 0) : undefined;
  }

  /** Settings inside a setting, or undefined. */
  group(key: string): Config | undefined {
    const value = this.value(key);
    if (value === undefined) return undefined;
    return new Config(this.path, isObject(value) ? value : this.wrong(key, 'an object'));
  }

  /** The class that saved the model: 'BertForMaskedLM'. */
  className(): string | undefined {
    const value = this.value('architectures');
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) return this.wrong('architectures', 'a list of class names');
    const [first] = value as readonly unknown[];
    return first === undefined || typeof first === 'string' ? first : this.wrong('architectures', 'a list of class names');
  }

  /** Names of the classes of a classifier by number; 'LABEL_0', 'LABEL_1', ... where only their number is known. Transformers' own default is two. */
  labels(): readonly string[] {
    const names = this.group('id2label')?.settings;
    const count = names ? Object.keys(names).length : this.size('num_labels', 2);
    if (count > MOST_LABELS) return this.wrong('num_labels', `at most ${MOST_LABELS}`);
    return Array.from({ length: count }, (_, i) => String(names?.[i] ?? `LABEL_${i}`));
  }

  /** The words in which a fault quotes a setting. */
  quote(key: string): string {
    return `"${key}" is ${quotedJson(this.value(key))}`;
  }

  wrong(key: string, should: string): never {
    const what = this.has(key) ? this.quote(key) : `"${key}" is missing`;
    return raise({ code: 'malformed', path: this.path, why: `${what} and should be ${should}` });
  }

  private checked<T>(key: string, otherwise: T | undefined, should: string, fits: (value: unknown) => boolean): T {
    const value = this.value(key) ?? otherwise;
    return value !== undefined && fits(value) ? (value as T) : this.wrong(key, should);
  }

  private value(key: string): unknown {
    return Object.hasOwn(this.settings, key) ? (this.settings[key] ?? undefined) : undefined;
  }
}

export function readConfig(folder: Folder): Config {
  const source = folder.open('config.json');
  return new Config(source.path, readJson(source));
}
