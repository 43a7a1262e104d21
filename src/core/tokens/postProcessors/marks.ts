import { list, text, whole } from '../json';
import { type Row, special } from './postProcessor';

/** A special token as BertProcessing and RobertaProcessing write it: ["[SEP]", 102]. Gives the row for a token type. */
export function markOf(value: unknown, what: string): (type: number) => Row {
  const [token, id] = list(value, what);
  const made = [text(token, what), whole(id, what)] as const;
  return type => special(...made, type);
}
