import * as vscode from 'vscode';
import { checkpointName } from '../../protocol/checkpointName';
import type { ModelCard } from '../../protocol/engine';
import { bytesText } from '../../protocol/sentences';
import type { Context } from '../context';
import { hoverOf, shortened } from '../hoverText';
import { DOT, say, withoutTurns } from '../say';
import { type Facts, factsOf } from './facts';
import type { OnDisk } from './resolve';

const LONGEST = 200;

/** The card of a checkpoint that code names: the model's own where it is open, else what its files say. Starts nothing. */
export async function cardHover({ models, hovered }: Context, checkpoint: OnDisk): Promise<vscode.MarkdownString> {
  const card = models.at(checkpoint.path)?.card;
  const lines = card ? linesOf(card) : await linesOnDisk(checkpoint);
  const open = {
    title: card ? vscode.l10n.t('Show in Headlight') : vscode.l10n.t('Open in Headlight'),
    command: 'headlight.openCheckpoint',
    id: hovered.paths.add(checkpoint.path),
  };
  return hoverOf(
    lines.map(line => shortened(withoutTurns(line), LONGEST)),
    [open],
  );
}

const count = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });

function linesOf({ name, family, layers, heads, parameters, dtype, bytes, provider, checks }: ModelCard): readonly string[] {
  return [
    vscode.l10n.t('{0}: {1}, {2} layers, {3} heads', name, family, layers, heads),
    [vscode.l10n.t('{0} parameters', count.format(parameters)), dtype, bytesText(bytes), vscode.l10n.t('open, runs on {0}', provider)].join(DOT),
    ...checks.filter(({ ok }) => !ok).map(check => say(check.message)),
  ];
}

async function linesOnDisk(checkpoint: OnDisk): Promise<readonly string[]> {
  const facts = await factsOf(checkpoint).catch((): Facts => ({ bytes: 0 }));
  const what = [facts.family, facts.layers && vscode.l10n.t('{0} layers', facts.layers), facts.heads && vscode.l10n.t('{0} heads', facts.heads), bytesText(facts.bytes)];
  const from = checkpoint.cached ? [vscode.l10n.t('in the local cache of the hub')] : [];
  return [`${checkpointName(checkpoint.path)}: ${what.filter(Boolean).join(', ')}`, [...from, checkpoint.path].join(DOT)];
}
