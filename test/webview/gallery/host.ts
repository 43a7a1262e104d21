import 'vscode-jsonrpc/browser';
import { raise } from '../../../src/core/fault';
import { message } from '../../../src/core/message';
import { type Shown, stillOf } from '../../../src/host/stillOf';
import { type Asked, type Handlers, openConnection, serve, teller } from '../../../src/protocol/channel';
import { otherOf } from '../../../src/protocol/compared';
import type { ModelCard } from '../../../src/protocol/engine';
import type { ExportedPage, PanelApi, PanelEvents } from '../../../src/protocol/panel';
import { pack } from '../../../src/protocol/still';
import { thumbnails, weightsOf } from '../models/attention';
import { readingSlice } from '../models/readings';
import { changedWeights } from '../models/whatIf';
import { SCENES, type Scene } from './scenes';

// Stands in for VS Code and the extension in a plain page: answers the panel's requests from a scene.

/** What a page of the scene would hold, and the theme that it would be in. The scene stands in for both engines. */
async function packed(scene: Scene, page: ExportedPage, asked: Asked): Promise<string> {
  const host = answers(scene, [], { stale: () => undefined });
  const model = (other: string): Shown['own'] => {
    type Input = { readonly text: string; readonly pair?: string };
    const ask = async (method: 'analyse' | 'slice' | 'experiment', { input, inputs, ...params }: { readonly input?: Input; readonly inputs?: readonly Input[] }) => {
      const answer = await host[method]({ pair: '', ...(input ?? inputs?.[0]), ...params, other } as never, asked);
      return answer.ok ? answer.value : raise(answer.fault);
    };
    return { card: scene.world.card as ModelCard, ask: ask as unknown as Shown['own']['ask'] };
  };
  const compared = page.otherStamp === undefined ? undefined : otherOf(page.state);
  const still = await stillOf(scene.world, { own: model(''), ...(compared ? { other: model(compared.other) } : {}) }, page, asked);
  const names = [...document.styleSheets].flatMap(sheet => [...sheet.cssRules]).flatMap(rule => (rule instanceof CSSStyleRule ? [...rule.style] : []));
  const style = getComputedStyle(document.body);
  const variables = Object.fromEntries(names.filter(name => name.startsWith('--vscode-')).map(name => [name, style.getPropertyValue(name).trim()]));
  const data = pack(still, bytes => btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join('')));
  return JSON.stringify({ data, theme: { kind: page.theme.kind, variables } });
}

type Listener = (message: unknown) => void;

/** The scene, or what it is compared with where that is asked. */
const sideOf = (scene: Scene, text: string, other = ''): Pick<Scene, 'tokens' | 'shape' | 'views'> =>
  scene.other && (other !== '' || text !== scene.world.state.text) ? scene.other : scene;

function answers(scene: Scene, commands: string[], tell: { stale: (params: Parameters<PanelEvents['stale']>[0]) => void }): Handlers<PanelApi> {
  return {
    ready: () => scene.world,
    analyse: async ({ analysis, text, other }, { progress, token }) => {
      commands.push(`analyse ${analysis}`);
      const asked = sideOf(scene, text, other);
      const view = asked.views[analysis];
      if (scene.refusal || !view) return { ok: false, fault: { code: 'internal', why: '' }, message: message('This scene has no such analysis.'), ...scene.refusal };
      const first = commands.filter(command => command.startsWith('analyse')).length === 1;
      if (scene.endless === 'always' || (scene.endless === 'again' && !first)) {
        progress({ share: 0.42, label: message('Solving flows') });
        await new Promise(settle => token.onCancellationRequested(settle));
        return { ok: false, fault: { code: 'cancelled' }, message: message('The run was cancelled.') };
      }
      const { stale } = scene;
      if (stale) setTimeout(() => tell.stale({ message: stale }), 50);
      return { ok: true, value: { stamp: scene.world.card?.stamp ?? '', tokens: asked.tokens, view: view(), notes: scene.notes ?? [], milliseconds: 12 } };
    },
    experiment: async ({ experiment, changes }, { progress, token }) => {
      commands.push(`experiment ${experiment} ${JSON.stringify(changes.swaps)} ${changes.interventions.map(({ kind }) => kind).join()}`);
      const view = scene.experiments?.[experiment];
      if (scene.experimentRefusal || !view)
        return { ok: false, fault: { code: 'internal', why: '' }, message: message('This scene has no such experiment.'), ...scene.experimentRefusal };
      if (scene.endlessExperiment) {
        progress({ share: 0.42, label: message('What if') });
        await new Promise(settle => token.onCancellationRequested(settle));
        return { ok: false, fault: { code: 'cancelled' }, message: message('The run was cancelled.') };
      }
      const notes = [{ level: 'caveat', message: message('Changed at inference time, no retraining.') }] as const;
      return { ok: true, value: { stamp: scene.world.card?.stamp ?? '', tokens: scene.tokens, view: view(changes), notes, milliseconds: 12 } };
    },
    save: ({ name, content }) => {
      commands.push(`save ${name}`);
      saved.set(name, content);
      return { ok: true, value: true };
    },
    pickOther: () => ({ ok: true, value: '/models/other' }),
    exportPage: async (page, asked) => {
      commands.push(`page ${page.name}`);
      saved.set(`${page.name}.still.json`, await packed(scene, page, asked));
      return { ok: true, value: true };
    },
    exportNumbers: ({ analysis, format, beside }) => {
      commands.push(`exportNumbers ${analysis} ${format}${beside ? ` beside ${beside.other || beside.text}` : ''}`);
      return { ok: true, value: true };
    },
    slice: async ({ what, changes, text, other }) => {
      if (scene.slices) return { ok: true, value: scene.slices(what) };
      const { tokens, shape } = sideOf(scene, text, other);
      if (what.kind === 'thumbnails') return { ok: true, value: thumbnails(tokens, shape, what.side) };
      const of = (site: number, head: number) => (changes ? changedWeights(tokens, shape.causal, site, head, changes) : weightsOf(tokens, shape.causal, site, head));
      if (what.kind === 'matrix' || what.kind === 'line') return { ok: true, value: await readingSlice(tokens, shape, of, what) };
      const raw = of(what.site, what.head);
      // Something is taken out here and there, and rows no longer sum to one.
      const weights = what.kind === 'effective' ? raw.map((weight, at) => weight * (1 - 0.4 * Math.sin(at) ** 2) - 0.01 * Math.cos(at)) : raw;
      const count = tokens.ids.length;
      return { ok: true, value: { dims: [count, count], bytes: new Uint8Array(weights.buffer) } };
    },
    command: ({ command, path }) => {
      commands.push(path ? `${command} ${path}` : command);
      return null;
    },
    keep: state => {
      commands.push(`keep ${state.analysis} ${state.site} ${state.head} ${state.query}`);
      return null;
    },
    reveal: ({ ranges }) => {
      commands.push(`reveal ${ranges.map(({ start, end }) => `${start} ${end}`).join(', ')}`);
      return null;
    },
  };
}

const listeners: Listener[] = [];
let kept: unknown;
const commands: string[] = [];
const saved = new Map<string, string | Uint8Array>();
const name = new URLSearchParams(location.search).get('scene') ?? 'attention';
const scene = SCENES[name]?.();
if (!scene) throw new Error(`no scene ${name}`);

const connection = openConnection({
  postMessage: data => setTimeout(() => dispatchEvent(new MessageEvent('message', { data: structuredClone(data) }))),
  onMessage: listener => listeners.push(listener),
});
serve<PanelApi>(connection, answers(scene, commands, teller<PanelEvents>(connection)));

Object.assign(globalThis, {
  /** What the panel asked for, for the checks of the gallery. */
  asked: commands,
  saved,
  acquireVsCodeApi: () => ({
    postMessage: (data: unknown) =>
      setTimeout(() => {
        for (const listener of listeners) listener(structuredClone(data));
      }),
    getState: () => kept,
    setState: (state: unknown) => {
      kept = state;
    },
  }),
});
