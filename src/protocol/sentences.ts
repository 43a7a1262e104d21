import type { Fault, FaultCode, FaultOf } from '../core/fault';
import { type Message, message } from '../core/message';

/** Bytes for people: "1.4 GB". */
export function bytesText(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const step = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** step;
  return `${step === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[step]}`;
}

const HOW: { readonly [H in FaultOf<'changed-on-disk'>['how']]: string } = {
  truncated: '{0}: cut short on disk while it was open, so nothing that was computed from it can be trusted. Finish writing it, then run again.',
  overwritten: '{0}: overwritten on disk since it was opened, so the result was discarded. Run again to read what is there now.',
  replaced: '{0}: replaced on disk since it was opened, so the result was discarded. Run again to read what is there now.',
  deleted: '{0}: deleted from disk since it was opened. Put it back or open another checkpoint.',
};

/** The words of every fault. Each begins with the thing and a colon, says what is the matter, and names the next step. */
export const SENTENCES: { readonly [C in FaultCode]: (fault: FaultOf<C>) => Message } = {
  'bad-usage': f => message('{0}: {1}', f.what, f.why),
  'not-found': f =>
    f.missing === 'file or folder'
      ? message('{0}: there is no file or folder here. Choose a folder with config.json and model.safetensors, a .safetensors or .onnx file, or demo.', f.path)
      : message('{0}: there is no {1} here. Choose a folder with config.json and model.safetensors, a .safetensors or .onnx file, or demo.', f.path, f.missing),
  unreadable: f => message('{0}: cannot be read ({1}). Check that the file is there and that you may read it.', f.path, f.why),
  unwritable: f => message('{0}: cannot be written ({1}). Choose another place, or see to it there.', f.path, f.why),
  malformed: f => message('{0}: damaged or not what it claims to be ({1}). Download or export it again.', f.path, f.why),
  'unknown-architecture': f =>
    message('{0}: its model_type is "{1}", which is not known here. Known: {2}. Any model can be opened as an .onnx export.', f.path, f.modelType, f.known.join(', ')),
  'unsupported-model': f => message('{0}: this model cannot be run here ({1}).', f.path, f.why),
  'missing-tensor': f => message('{0}: the checkpoint has no tensor "{1}", which its config.json calls for. Check that both belong together.', f.path, f.tensor),
  'wrong-tensor': f => message('{0}: tensor "{1}" is not as config.json says ({2}). Check that both belong together.', f.path, f.tensor, f.why),
  'no-tokenizer': f => message('{0}: no tokenizer.json beside the model, so a text cannot be split into tokens. Put the file there; the command line takes token ids too.', f.path),
  'bad-input': f => message('{0}: {1}', f.what, f.why),
  'too-long': f => message('the input: {0} tokens, and this model takes at most {1}. Shorten the text.', f.tokens, f.limit),
  'too-large': f =>
    message(
      '{0}: needs about {1} of memory and {2} may be used. Shorten the text, ask for less, or raise the memory limit.',
      f.what,
      bytesText(f.needBytes),
      bytesText(f.haveBytes),
    ),
  'no-attention': f =>
    f.reasons.length > 0 ? message('{0}: no attention sites in this model ({1}).', f.path, f.reasons.join('; ')) : message('{0}: no attention sites in this model.', f.path),
  'not-applicable': f => message('{0}: {1}', f.analysis, f.why),
  'no-provider': f => message('{0}: this provider cannot be used here ({1}). Choose another, or auto.', f.wanted, f.why),
  'changed-on-disk': f => message(HOW[f.how], f.path),
  'engine-stopped': f => message('the engine: stopped before it could answer ({0}). The next request starts it again.', f.why),
  'version-mismatch': f => message('{0}: version {2} was met and version {1} is needed. Reload the window, or update Headlight.', f.what, f.mine, f.theirs),
  cancelled: () => message('the request: cancelled.'),
  internal: f => message('Headlight: failed in a way it should not ({0}). Please report this with the log.', f.why),
};

/** What a fault quotes of a file or a request may be of any length, and a sentence is read. */
const LONGEST = 2000;
const short = (arg: string | number): string | number => (typeof arg === 'string' && arg.length > LONGEST ? `${arg.slice(0, LONGEST)}…` : arg);

/** The words of any fault. */
export function sentence(fault: Fault): Message {
  const { text, args } = (SENTENCES[fault.code] as (fault: Fault) => Message)(fault);
  return { text, args: args.map(short) };
}

/** What a person must change in what they asked or in what they opened; anything else is the machine's trouble or ours. */
const ASKED_WRONGLY: ReadonlySet<FaultCode> = new Set<FaultCode>([
  'bad-usage',
  'not-found',
  'malformed',
  'unknown-architecture',
  'unsupported-model',
  'missing-tensor',
  'wrong-tensor',
  'no-tokenizer',
  'bad-input',
  'too-long',
  'no-attention',
  'not-applicable',
]);

/** Exit status of a command line that ends with this fault: 2 for bad input and usage, 1 for anything else. */
export const exitStatus = ({ code }: Fault): 1 | 2 => (ASKED_WRONGLY.has(code) ? 2 : 1);
