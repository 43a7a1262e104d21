import * as vscode from 'vscode';
import { FaultError, raise } from '../core/fault';
import type { Analysed } from '../protocol/engine';
import type { HeadlightAnalyseOptions, HeadlightAnalysis, HeadlightApi, HeadlightModel, HeadlightShowOptions, HeadlightToken } from './api';
import type { Context } from './context';
import { diskPath } from './disk';
import type { OpenModel } from './models';
import { openInPanel } from './open';
import { say, sayFault } from './say';

/** Longer texts are refused before they cross a border. */
const LONGEST = 1_000_000;

/** What other extensions get. They are as little trusted as a file: everything they give is checked here, and what they get back is a copy. */
export function exportApi(context: Context): HeadlightApi {
  const { models, panels } = context;
  return {
    version: 1,
    models: () => [...models.all].sort((a, b) => Number(b === models.active) - Number(a === models.active)).map(plain),
    onDidChangeModels: (listener, self, disposables) => models.onDidChange(() => listener.call(self), undefined, disposables),
    openCheckpoint: told(async (uri: vscode.Uri) => {
      if (!vscode.workspace.isTrusted)
        raise({ code: 'bad-usage', what: 'openCheckpoint', why: 'in an untrusted workspace only a checkpoint that its user chooses is opened. Trust the workspace first.' });
      if (!(uri instanceof vscode.Uri)) raise({ code: 'bad-usage', what: 'uri', why: 'a checkpoint is named by a Uri.' });
      const path = diskPath(uri);
      await openInPanel(context, path);
      return plain(modelAt(context, path));
    }),
    showAttention: told(async (text: string, options: HeadlightShowOptions = {}) => {
      const { model, analysis = 'attention', focus = false } = record('options', options);
      const asked = { text: checked('text', text), focus: focus === true };
      if (model === undefined && !models.active) return void panels.showEmpty(checked('analysis', analysis), asked.text);
      await panels.show(modelAt(context, model), await known(modelAt(context, model), analysis), asked);
    }),
    analyse: told(async (analysis: string, text: string, options: HeadlightAnalyseOptions = {}) => {
      const { model: path, pair, parameters = {}, token } = record('options', options);
      const model = modelAt(context, path);
      const input = { kind: 'text', text: checked('text', text), ...(pair === undefined ? {} : { pair: checked('pair', pair) }) } as const;
      const given = Object.fromEntries(Object.entries(record('parameters', parameters)).map(([id, value]) => [id, checked(id, value)]));
      const analysed = await model.ask('analyse', { stamp: '', analysis: await known(model, analysis), input, options: given }, isToken(token) ? { token } : {});
      return answer(analysis, model, analysed);
    }),
  };
}

/** Rejects with a sentence for people. */
const told =
  <A extends unknown[], R>(work: (...args: A) => Promise<R>) =>
  async (...args: A): Promise<R> => {
    try {
      return await work(...args);
    } catch (thrown) {
      throw thrown instanceof FaultError ? new Error(sayFault(thrown.fault)) : thrown;
    }
  };

function record<T extends object>(what: string, value: T): T {
  return typeof value === 'object' && value !== null ? value : raise({ code: 'bad-usage', what, why: 'this is not an object.' });
}

function checked(what: string, value: unknown): string {
  if (typeof value !== 'string') raise({ code: 'bad-usage', what, why: 'this is not a text.' });
  return value.length <= LONGEST ? value : raise({ code: 'bad-usage', what, why: 'this text is too long.' });
}

const isToken = (value: unknown): value is vscode.CancellationToken =>
  typeof value === 'object' && value !== null && 'isCancellationRequested' in value && 'onCancellationRequested' in value && typeof value.onCancellationRequested === 'function';

function modelAt({ models }: Context, path: unknown): OpenModel {
  const model = path === undefined ? models.active : models.at(checked('model', path));
  return model ?? raise({ code: 'bad-usage', what: path === undefined ? 'model' : String(path), why: 'no such model is open. Open a checkpoint first.' });
}

/** The id of an analysis that the engine has; the panel would show nothing for another. */
async function known(model: OpenModel, analysis: unknown): Promise<string> {
  const { analyses } = await model.engine.hello();
  const ids = analyses.map(({ id }) => id);
  const asked = checked('analysis', analysis);
  return ids.includes(asked) ? asked : raise({ code: 'bad-usage', what: asked, why: `no such analysis. There are ${ids.join(', ')}.` });
}

const plain = ({ path, card: { name, provider } }: OpenModel): HeadlightModel => ({ name, path, provider });

function answer(analysis: string, model: OpenModel, { tokens, view, notes }: Analysed): HeadlightAnalysis {
  const rows = tokens.ids.map((id, index): HeadlightToken => {
    const [start, end] = tokens.offsets[index] ?? [0, 0];
    const text = tokens.texts[tokens.segments[index] ?? -1]?.slice(start, end);
    return { id, text: text || (tokens.tokens[index] ?? ''), start, end, special: tokens.special[index] === true };
  });
  return { analysis, model: plain(model), tokens: rows, view: { ...view }, notes: notes.map(note => say(note.message)) };
}
