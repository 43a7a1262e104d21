/**
 * What can go wrong, as facts. The words stand in one table, `protocol/sentences.ts`: each names the thing and the next step.
 * A fault crosses every border as plain data; inside a process it travels in a `FaultError`.
 */
export type Fault =
  | { readonly code: 'bad-usage'; readonly what: string; readonly why: string }
  | { readonly code: 'not-found'; readonly path: string; readonly missing: string }
  | { readonly code: 'unreadable'; readonly path: string; readonly why: string }
  | { readonly code: 'unwritable'; readonly path: string; readonly why: string }
  | { readonly code: 'malformed'; readonly path: string; readonly why: string }
  | { readonly code: 'unknown-architecture'; readonly path: string; readonly modelType: string; readonly known: readonly string[] }
  | { readonly code: 'unsupported-model'; readonly path: string; readonly why: string }
  | { readonly code: 'missing-tensor'; readonly path: string; readonly tensor: string }
  | { readonly code: 'wrong-tensor'; readonly path: string; readonly tensor: string; readonly why: string }
  | { readonly code: 'no-tokenizer'; readonly path: string }
  | { readonly code: 'bad-input'; readonly what: string; readonly why: string }
  | { readonly code: 'too-long'; readonly tokens: number; readonly limit: number }
  | { readonly code: 'too-large'; readonly needBytes: number; readonly haveBytes: number; readonly what: string }
  | { readonly code: 'no-attention'; readonly path: string; readonly reasons: readonly string[] }
  | { readonly code: 'not-applicable'; readonly analysis: string; readonly why: string }
  | { readonly code: 'no-provider'; readonly wanted: string; readonly why: string }
  | { readonly code: 'changed-on-disk'; readonly path: string; readonly how: 'truncated' | 'overwritten' | 'replaced' | 'deleted' }
  | { readonly code: 'engine-stopped'; readonly why: string }
  | { readonly code: 'version-mismatch'; readonly what: string; readonly mine: number; readonly theirs: number }
  | { readonly code: 'cancelled' }
  | { readonly code: 'internal'; readonly why: string };

export type FaultCode = Fault['code'];
export type FaultOf<C extends FaultCode> = Extract<Fault, { code: C }>;

/** Carries a fault up the stack of one process. */
export class FaultError extends Error {
  constructor(readonly fault: Fault) {
    super(fault.code);
    this.name = 'FaultError';
  }
}

/** Throws a fault: `raise({ code: 'too-long', tokens, limit })`. */
export function raise(fault: Fault): never {
  throw new FaultError(fault);
}

/** Any thrown thing as a fault; what is not one of ours is `internal`. */
export function asFault(thrown: unknown): Fault {
  if (thrown instanceof FaultError) return thrown.fault;
  return { code: 'internal', why: thrown instanceof Error ? thrown.message : String(thrown) };
}
