import * as vscode from 'vscode';
import { PANEL_PROTOCOL, type PanelState, type PanelWorld } from '../protocol/panel';
import { findCheckpoints } from './found';
import type { OpenModel } from './models';

/** What a panel is told about its checkpoint; without one, how to begin, or why it does not open. */
export async function worldOf(state: PanelState, model: OpenModel | undefined, fault: PanelWorld['fault']): Promise<PanelWorld> {
  const found = model ? [] : await findCheckpoints();
  const offered = model ? await catalogueOf(model) : { analyses: [] };
  return { protocol: PANEL_PROTOCOL, ...offered, state, found, strings: vscode.l10n.bundle ?? {}, ...(model ? { card: model.card } : { fault }) };
}

async function catalogueOf(model: OpenModel): Promise<Pick<PanelWorld, 'analyses' | 'experiments' | 'maps'>> {
  const { analyses, experiments, maps } = await model.engine.hello();
  return { analyses, experiments, maps };
}
