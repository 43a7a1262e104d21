import type { Uri } from 'vscode';
import type { Asked, Handlers } from '../protocol/channel';
import { otherOf } from '../protocol/compared';
import type { Answer, PanelApi, PanelState, PanelWorld } from '../protocol/panel';
import { exportNumbers } from './exportNumbers';
import { exportPage } from './exportPage';
import type { OpenModel } from './models';
import { saveFile } from './saveFile';

type Params<M extends keyof PanelApi> = Parameters<PanelApi[M]>[0];

/** What the handlers may use of the panel that they answer for. */
export interface Answering {
  /** The panel's model, or the one that it is compared with; opened again where it is not open any more. */
  model(other?: string): Promise<OpenModel>;
  pickOther(): Promise<string>;
  /** Makes an answer of what a work gives or throws. */
  answer<T>(work: () => Promise<T>): Promise<Answer<T>>;
  /** Folder of the webview's own files. */
  readonly assets: Uri;
  ready(token: Asked['token']): Promise<PanelWorld>;
  world(): Promise<PanelWorld>;
  keep(state: PanelState): void;
  /** A picture of this kind, of this text, was answered. */
  seen(what: string, text: string): void;
  command(params: Params<'command'>): Promise<void>;
  reveal(params: Params<'reveal'>): void;
}

/** What a panel may ask, a line each. */
export const panelHandlers = ({ model, answer, ...panel }: Answering): Handlers<PanelApi> => ({
  // What the webview kept came to the serializer already, where there was a reload; otherwise the host knows better.
  ready: (_, { token }) => panel.ready(token),
  analyse: ({ analysis, text, pair, options, other }, asked) =>
    answer(async () => {
      const analysed = await (await model(other)).ask('analyse', { stamp: '', analysis, input: inputOf(text, pair), options }, passOn(asked));
      panel.seen(analysed.view.kind, text);
      return analysed;
    }),
  experiment: ({ experiment, text, pair, stamp, changes, options }, asked) =>
    answer(async () => {
      const made = await (await model()).ask('experiment', { stamp, experiment, inputs: [inputOf(text, pair)], changes, options }, passOn(asked));
      panel.seen('what-if', text);
      return made;
    }),
  slice: ({ text, pair, stamp, what, changes, other }, asked) =>
    answer(async () => (await model(other)).ask('slice', { stamp, what, input: inputOf(text, pair), ...(changes ? { changes } : {}) }, passOn(asked))),
  pickOther: () => answer(() => panel.pickOther()),
  save: ({ name, content }) => answer(() => saveFile(name, content)),
  exportPage: (params, asked) =>
    answer(async () => {
      const compared = params.otherStamp === undefined ? undefined : otherOf(params.state);
      const shown = { own: await model(), ...(compared ? { other: await model(compared.other) } : {}) };
      return exportPage(await panel.world(), shown, params, panel.assets, passOn(asked));
    }),
  exportNumbers: ({ analysis, text, pair, stamp, options, format, beside }) =>
    answer(async () => {
      const question = { stamp, analysis, input: inputOf(text, pair), options };
      if (!beside) return exportNumbers(await model(), format, question);
      const second = { model: await model(beside.other), stamp: beside.stamp, input: inputOf(beside.text, beside.pair) };
      return exportNumbers(await model(), format, question, { ...second, difference: beside.difference });
    }),
  command: params => panel.command(params).then(() => null),
  keep: state => {
    panel.keep(state);
    return null;
  },
  reveal: token => {
    panel.reveal(token);
    return null;
  },
});

const inputOf = (text: string, pair: string) => ({ kind: 'text', text, ...(pair ? { pair } : {}) }) as const;

const passOn = ({ token, progress }: Asked): Asked => ({ token, progress });
