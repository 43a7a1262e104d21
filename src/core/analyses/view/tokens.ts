import type { Tokens } from '../../tokens/input';
import type { TokenView } from '../../viewModels';
import type { Subject } from '../analysis';

/** What a token reads as in the source; where it stands for nothing there, as the vocabulary spells it. */
function view(tokens: Tokens, index: number): TokenView {
  const [start, end] = tokens.offsets[index] ?? [0, 0];
  const segment = tokens.segments[index] ?? -1;
  const label = tokens.tokens[index] ?? String(index);
  const text = segment >= 0 && end > start ? (tokens.texts[segment] ?? '').slice(start, end) : '';
  return { text: text || label, label, id: tokens.ids[index] ?? -1, start, end, segment, word: tokens.words[index] ?? -1, special: tokens.special[index] ?? false };
}

/** As many tokens as an axis is long; positions beyond the text are numbered. */
export const tokenViews = ({ tokens }: Pick<Subject, 'tokens'>, count = tokens.ids.length): readonly TokenView[] => Array.from({ length: count }, (_, i) => view(tokens, i));

/** A token's position from an option; undefined where none was chosen. */
export const tokenOption = (value: string | undefined): number | undefined => (value === undefined || value === '' ? undefined : Number(value));

export const isPosition = (position: number, count: number): boolean => Number.isInteger(position) && position >= 0 && position < count;

/** The token that is looked from where none is chosen: the last of a causal model, else the first, which sums up many encoders. */
export const defaultQuery = ({ facts }: Pick<Subject, 'facts'>, count: number): number => (facts.causal ? Math.max(0, count - 1) : 0);
