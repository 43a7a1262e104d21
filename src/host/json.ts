/** A value as JSON; undefined where it is nested more deeply than it can be written, though it could be read. */
export function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
