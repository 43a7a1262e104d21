import { words } from '../../core/message';
import { cardOf } from '../../engine/card';
import { selfCheck } from '../../engine/check';
import { closeModel, openModel } from '../../engine/open';
import type { ModelCard } from '../../protocol/engine';
import { bytesText } from '../../protocol/sentences';
import { table } from '../output';
import { choiceOf, MODEL, type ModelOptions, type Register, withModel } from './command';

/** headlight open MODEL [--json] */
export const open: Register = (program, { out, token, progress }) => {
  withModel(program.command('open').description('show what a checkpoint is: its card').argument('<model>', MODEL))
    .option('--json', 'as JSON')
    .action(async (path: string, options: ModelOptions & { json?: boolean }) => {
      const model = await openModel(choiceOf(path, options), { token, progress }, options.memoryLimit);
      try {
        const card = cardOf(model, await selfCheck(model));
        out(options.json ? `${JSON.stringify(card, null, 1)}\n` : cardText(card));
      } finally {
        await closeModel(model);
      }
    });
};

function cardText(card: ModelCard): string {
  const facts: [string, string | number | undefined][] = [
    ['model', card.name],
    ['path', card.path],
    ['family', `${card.family}, ${card.task}${card.causal ? ', causal' : ''}`],
    ['layers', card.layers],
    ['heads', card.keyHeads === card.heads ? card.heads : `${card.heads}, sharing ${card.keyHeads} key heads`],
    ['hidden size', card.hidden],
    ['parameters', card.parameters.toLocaleString('en')],
    ['on disk', bytesText(card.bytes)],
    ['stored as', card.dtype],
    ['tokenizer', card.tokenizer ?? 'none'],
    ['longest input', card.maxTokens === undefined ? undefined : `${card.maxTokens} tokens`],
    ['provider', card.provider],
    ...card.fallbacks.map((f): [string, string] => ['  passed over', `${f.name}: ${f.why ?? ''}`]),
    ['attention', card.sites.length === 0 ? 'no sites' : `${card.sites.length} sites`],
    ...card.sites.map((s): [string, string] => [`  site ${s.index}`, `layer ${s.layer}, ${s.kind}, ${s.heads} heads, ${s.mapping}, at ${s.at}`]),
    ...card.misses.map((m): [string, string] => ['  not a site', `${m.at}: ${m.why}`]),
    ...card.checks.map((c): [string, string] => [c.ok ? 'checked' : 'WRONG', words(c.message)]),
    ...card.notes.map((n): [string, string] => [n.level === 'info' ? 'note' : n.level, words(n.message)]),
  ];
  return table(facts.filter(([, value]) => value !== undefined).map(([name, value]) => [name, String(value)]));
}
