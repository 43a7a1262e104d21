import { raise } from '../fault';

export type Json = Readonly<Record<string, unknown>>;

/** Refuses a tokenizer.json with one reason. */
export const refuse = (why: string): never => raise({ code: 'malformed', path: 'tokenizer.json', why });

export const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

export function record(value: unknown, what: string): Json {
  return isRecord(value) ? value : refuse(`${what} is not an object`);
}

export function list(value: unknown, what: string): readonly unknown[] {
  return Array.isArray(value) ? value : refuse(`${what} is not a list`);
}

export function text(value: unknown, what: string): string {
  return typeof value === 'string' ? value : refuse(`${what} is not a text`);
}

/** A flag that may be left out. */
export function flag(value: unknown, what: string, otherwise: boolean): boolean {
  if (value === undefined || value === null) return otherwise;
  return typeof value === 'boolean' ? value : refuse(`${what} is not true or false`);
}

/** A count or an id: a whole number from 0 up to 2^31 - 1. */
export function whole(value: unknown, what: string): number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 2 ** 31 ? value : refuse(`${what} is not a whole number`);
}

/** The `type` of a part of the pipeline. */
export const typeOf = (part: Json, what: string): string => text(part.type, `the type of a ${what}`);
