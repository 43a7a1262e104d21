import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { raise } from '../core/fault';
import { message } from '../core/message';
import type { Asked } from '../protocol/channel';
import type { Analysed } from '../protocol/engine';
import type { ExportedPage, PanelWorld } from '../protocol/panel';
import { pack, STILL_FORMAT, STILL_ID, type Still } from '../protocol/still';
import type { OpenModel } from './models';
import { type Assets, pageWith } from './pageFile';
import { saveFile } from './saveFile';

/** Bytes of weights that a page may carry; more than a mail takes is of no use. */
const MOST_BYTES = 16e6;
const THUMBNAIL = 48;

/** Writes the panel's picture as a page that holds its numbers and opens in any browser; false where the user changed their mind. */
export async function exportPage(world: PanelWorld, model: OpenModel, page: ExportedPage, assets: vscode.Uri, asked: Asked): Promise<boolean> {
  const still = await stillOf(world, model, page, asked);
  const [script, style, stand] = await Promise.all(['panel.js', 'panel.css', 'still.js'].map(name => read(assets, name)));
  const parts: Assets = { panel: script ?? '', style: style ?? '', still: stand ?? '' };
  const data = pack(still, bytes => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'));
  const nonce = randomBytes(18).toString('base64url');
  const title = `${model.card.name} · Headlight`;
  return saveFile(`${page.name}.html`, pageWith({ parts, data, dataId: STILL_ID, theme: page.theme, nonce, title, language: vscode.env.language }));
}

const read = async (folder: vscode.Uri, name: string): Promise<string> => new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, name)));

/** The analysis again, from what the engine still has of it, and the weights of its heads. */
async function stillOf(world: PanelWorld, model: OpenModel, { state, stamp }: ExportedPage, asked: Asked): Promise<Still> {
  const { text, pair, analysis } = state;
  const info = world.analyses.find(one => one.id === analysis) ?? raise({ code: 'not-applicable', analysis, why: 'this tab has no page of its own. Export its drawing instead.' });
  const input = { kind: 'text', text, ...(pair ? { pair } : {}) } as const;
  const analysed = await model.ask('analyse', { stamp, analysis, input, options: state.options[analysis] ?? {} }, { token: asked.token });
  const weights = await weightsOf(model, analysed, input, state, asked);
  const slice = { stamp, input, what: { kind: 'thumbnails', side: THUMBNAIL } } as const;
  const small = analysed.view.kind === 'attention' ? { thumbnails: await model.ask('slice', slice, { token: asked.token }) } : {};
  // Of where the checkpoint lies only its name goes along.
  const card = { ...model.card, path: model.card.name, fallbacks: [] };
  // Nor do texts that were tried or compared before: a page is given to others.
  const { whatIf: _tried, compare: _compared, ...shown } = state;
  const kept = { ...shown, model: '' };
  return { format: STILL_FORMAT, world: { ...world, card, analyses: [info], experiments: [], maps: [], found: [], state: kept, still: true }, analysed, weights, ...small };
}

/** Weights of as many heads as a page may carry, the chosen one first. */
async function weightsOf(
  model: OpenModel,
  { view, stamp }: Analysed,
  input: { readonly kind: 'text'; readonly text: string },
  { site, head, analysis, options }: ExportedPage['state'],
  { token, progress }: Asked,
): Promise<Still['weights']> {
  if (view.kind !== 'attention' && !(view.kind === 'identifiability' && view.effective)) return [];
  const sums: 'kept' | 'free' = options[analysis]?.sums === 'kept' ? 'kept' : 'free';
  const kinds = view.kind === 'attention' ? (['head'] as const) : (['head', 'effective'] as const);
  const all = view.sites.flatMap(one => Array.from({ length: one.heads }, (_, index) => ({ site: one.index, head: index, bytes: 4 * one.queries * one.keys * kinds.length })));
  const first = view.kind === 'attention' ? view.chosen : { site: 0, head: 0 };
  const chosen = all.findIndex(one => (head < 0 ? one.site === first.site && one.head === first.head : one.site === site && one.head === head));
  const ordered = chosen > 0 ? [...all.slice(chosen), ...all.slice(0, chosen)] : all;
  const weights: Still['weights'][number][] = [];
  let bytes = 0;
  for (const [index, one] of ordered.entries()) {
    bytes += one.bytes;
    if (bytes > MOST_BYTES && index > 0) break;
    for (const kind of kinds) {
      const what = kind === 'head' ? { kind, site: one.site, head: one.head } : { kind, site: one.site, head: one.head, sums };
      const slice = await model.ask('slice', { stamp, input, what }, { token });
      weights.push({ kind, site: one.site, head: one.head, values: new Float32Array(Uint8Array.from(slice.bytes).buffer) });
    }
    progress({ share: index / ordered.length, label: message('Gathering the weights of {0} heads', ordered.length) });
  }
  return weights;
}
