import { raise } from '../../core/fault';
import { openTokens } from '../../engine/open';
import { table } from '../output';
import { MODEL, type Register } from './command';

interface TokensOptions {
  readonly text?: string;
  readonly textPair?: string;
  readonly json?: boolean;
}

/** headlight tokens MODEL --text T [--text-pair P] [--json]: offsets in UTF-16 units, special tokens [0, 0]. */
export const tokens: Register = (program, { out }) => {
  program
    .command('tokens')
    .description('show how a text is cut into tokens')
    .argument('<model>', MODEL)
    .option('--text <text>', 'a text')
    .option('--text-pair <text>', 'a second segment')
    .option('--json', 'as JSON: ids, tokens, offsets, segments')
    .action((path: string, { text, textPair, json }: TokensOptions) => {
      if (text === undefined) return raise({ code: 'bad-usage', what: 'the input', why: 'give a text with --text.' });
      const { ids, tokens: spelled, offsets, segments } = openTokens(path, text, textPair);
      if (json) return out(`${JSON.stringify({ ids, tokens: spelled, offsets, segments })}\n`);
      const rows = ids.map((id, i) => [String(i), String(id), spelled[i] ?? '', `${offsets[i]?.join('-')}`, String(segments[i])]);
      return out(table([['place', 'id', 'token', 'range', 'segment'], ...rows]));
    });
};
