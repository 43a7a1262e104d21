import { raise } from '../../core/fault';
import type { Probed, ProbeName } from '../../core/instrument/probe';
import { message, words } from '../../core/message';
import type { Tensor } from '../../core/tensor/tensor';
import type { Input } from '../../core/tokens/input';
import { tensorFeeds } from '../../engine/feeds';
import type { Model } from '../../engine/model';
import { closeModel, openModel } from '../../engine/open';
import { probe, probeBatch } from '../../engine/probe';
import { questionsOf } from '../../engine/question';
import { type InputOptions, inputsFrom, withInput } from '../input';
import { checkOut, summary, writeOut } from '../output';
import { choiceOf, MODEL, type ModelOptions, modelUnder, type Register, type SwapOptions, withModel, withSwaps } from './command';

interface RunOptions extends ModelOptions, InputOptions, SwapOptions {
  readonly want: string;
  readonly out?: string;
}

/** headlight run MODEL INPUT [--swap MAP] --want attentions,hidden_states,logits --out FILE */
export const run: Register = (program, { out, token, progress }) => {
  const command = program.command('run').description('run a model and write what it computes').argument('<model>', MODEL);
  withSwaps(withModel(withInput(command)))
    .option('--want <names>', `what to write: ${WANTS.join(', ')}`, 'attentions,hidden_states,logits')
    .option('--out <file>', 'where to write it: .safetensors, .json or .csv')
    .action(async (path: string, options: RunOptions) => {
      const wanted = wants(options.want);
      const inputs = inputsFrom(options);
      if (options.out !== undefined) checkOut(options.out);
      const opened = await openModel(choiceOf(path, options), { token, progress }, options.memoryLimit);
      try {
        const { model, notes } = modelUnder(opened, options);
        const probes = probesOf(model, wanted);
        const tensors: Record<string, Tensor> = {};
        let text = 0;
        for (const [done, input] of inputs.entries()) {
          if (token.isCancellationRequested) raise({ code: 'cancelled' });
          progress({ share: done / inputs.length, label: message('Running') });
          for (const probed of await rowsGiven({ opened, model }, input, [...probes.keys()])) {
            for (const [name, shown] of probes) tensors[`${text}.${shown}`] = probed.get(name) ?? raise({ code: 'internal', why: `${name} was not given` });
            text++;
          }
        }
        if (options.out !== undefined) await writeOut(options.out, tensors, token);
        out(summary(tensors));
        for (const { level, message: note } of notes) out(`${level}: ${words(note)}\n`);
      } finally {
        await closeModel(opened);
      }
    });
};

/** The model as it was opened, which says what inputs are, and as it is run. */
interface Asked {
  readonly opened: Model;
  readonly model: Model;
}

/** What each text of an input gives: a batch in one run where every value has its axis, else row by row. */
async function rowsGiven({ opened, model }: Asked, input: Input, needs: readonly ProbeName[]): Promise<readonly Probed[]> {
  const questions = questionsOf(opened, input);
  if (input.kind === 'tensors' && questions.length > 1) {
    const together = await probeBatch(model, tensorFeeds(opened.prepared.graph, input.tensors), questions.length, needs);
    if (together) return together;
  }
  const rows: Probed[] = [];
  for (const question of questions) rows.push(await probe(model, question, needs));
  return rows;
}

const WANTS = ['attentions', 'hidden_states', 'logits'] as const;
type Want = (typeof WANTS)[number];

function wants(text: string): readonly Want[] {
  const given = text.split(',').map(word => word.trim());
  const unknown = given.find(word => !(WANTS as readonly string[]).includes(word));
  if (unknown !== undefined) raise({ code: 'bad-usage', what: `--want ${unknown}`, why: `there are ${WANTS.join(', ')}.` });
  return WANTS.filter(w => given.includes(w));
}

/** Probes by name, with the name that each has in the file. What a model does not have is left out, unless it is all that was asked for. */
function probesOf({ prepared, path }: Model, wanted: readonly Want[]): ReadonlyMap<ProbeName, string> {
  const probes = new Map<ProbeName, string>();
  if (wanted.includes('attentions')) {
    const seen = new Map<string, number>();
    for (const { index, stack } of prepared.sites) {
      const group = stack === 'only' ? 'attentions' : `${stack}_attentions`;
      const place = seen.get(group) ?? 0;
      seen.set(group, place + 1);
      probes.set(`attentions.${index}`, `${group}.${place}`);
    }
  }
  if (wanted.includes('hidden_states')) for (const layer of prepared.hiddenStates.keys()) probes.set(`hidden_states.${layer}`, `hidden_states.${layer}`);
  if (wanted.includes('logits') && prepared.logits !== undefined) probes.set('logits', 'logits');
  if (probes.size > 0) return probes;
  if (wanted[0] === 'attentions' && wanted.length === 1) return raise({ code: 'no-attention', path, reasons: prepared.misses.map(m => m.why) });
  return raise({ code: 'bad-input', what: path, why: `the model gives no ${wanted.join(' and no ')}.` });
}
