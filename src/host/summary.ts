import type { ModelCard, Summary } from '../protocol/engine';

/** What a hover may sum up, as the setting spells it. */
export const SUMMARIES = ['rollout', 'rolloutToLast', 'rolloutToFirst', 'lastLayer', 'head'] as const;
export type SummaryChoice = (typeof SUMMARIES)[number];

export const isSummaryChoice = (value: unknown): value is SummaryChoice => (SUMMARIES as readonly unknown[]).includes(value);

/** The summary that the settings ask for of a checkpoint; undefined where it lacks the head that they name ("L2 H1"). */
export function summaryOf(choice: SummaryChoice, head: string, { sites }: Pick<ModelCard, 'sites'>): Summary | undefined {
  if (choice === 'rollout') return { kind: 'rollout' };
  if (choice === 'rolloutToFirst') return { kind: 'rollout', to: 'first' };
  if (choice === 'rolloutToLast') return { kind: 'rollout', to: 'last' };
  if (choice === 'lastLayer') return { kind: 'lastLayer' };
  const [, layer, number] = /^\s*L?(\d{1,5})[\s.,:]*H?(\d{1,5})\s*$/i.exec(head.replace(/(\d)\s*H/i, '$1 H')) ?? [];
  const site = sites.findIndex(one => one.layer === Number(layer));
  return layer !== undefined && Number(number) < (sites[site]?.heads ?? 0) ? { kind: 'head', site, head: Number(number) } : undefined;
}
