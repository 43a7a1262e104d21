import * as vscode from 'vscode';
import { headlight } from '../../test/host/suite/headlight';

/** Milliseconds of each of many hovers; of as many in between that have nothing to say, which is what VS Code and the machine take; and how many had a picture. */
interface Row {
  readonly times: readonly number[];
  readonly empty: readonly number[];
  readonly pictures: number;
}

const WORDS = 'in the beginning God created heaven and earth was without form void darkness upon face of deep spirit moved waters said let there be light'.split(' ');
const TEXTS = 60;
/** Words of a text that takes long enough for a hover to meet a busy model. */
const LONG = 400;

/** Another text for every seed. */
const sentence = (seed: number, words: number): string => Array.from({ length: words }, (_, i) => WORDS[Math.floor(seed / WORDS.length ** (i % 4) + i) % WORDS.length]).join(' ');

/** What runs inside VS Code: how long hovers take, asked for as VS Code asks for them. Prints a table. */
export async function run(): Promise<void> {
  const { models, demo } = await headlight();
  const model = await models.open(process.env.HEADLIGHT_BENCH_MODEL || demo);
  const strings = (from: number): string => Array.from({ length: TEXTS }, (_, i) => `t${i} = ${JSON.stringify(sentence(from + i, 12))}\n`).join('');
  const { card } = model;
  console.log(
    `\nhovers over strings of 12 words, ${card.name} (${card.layers} layers, ${card.heads} heads, ${card.provider}), milliseconds; goals for 95 of 100: 50 cached, 300 otherwise\n`,
  );
  console.log('| hover | median | 95th percentile | longest | 95th percentile of VS Code itself | with a picture |\n| --- | --- | --- | --- | --- | --- |');
  const small = await document(strings(0));
  await hover(await document(strings(1000)), 0);
  tell('not cached', await each(small));
  tell('cached', await each(small));
  const large = await document(strings(0) + '# padding\nx = f(a, "b", model=c)\n'.repeat(26_000));
  await hover(large, 0);
  tell('cached, in a file of 900 kB', await each(large));
  const path = await document(`m = from_pretrained(${JSON.stringify(demo)})\n`.repeat(TEXTS));
  tell('card of a path', await each(path, 'command:'));
  const fresh = await document(strings(2000));
  let busy = true;
  const work = (async () => {
    for (let i = 0; busy; i++) await model.ask('analyse', { stamp: '', analysis: 'heads', input: { kind: 'text', text: sentence(i, LONG) }, options: {} });
  })();
  tell('not cached, while the model is busy', await each(fresh));
  busy = false;
  await work;
  const { pid } = model.engine;
  if (process.platform === 'win32' || !pid) return;
  process.kill(pid, 'SIGSTOP');
  try {
    tell('not cached, while the model answers nothing', await each(await document(strings(3000))));
    tell('cached, while the model answers nothing', await each(small));
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}

const document = (content: string): Thenable<vscode.TextDocument> => vscode.workspace.openTextDocument({ language: 'python', content });

async function hover({ uri }: vscode.TextDocument, line: number): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, new vscode.Position(line, 25));
  return hovers.flatMap(one => one.contents.map(content => (content as vscode.MarkdownString).value)).join('\n');
}

async function each(text: vscode.TextDocument, sign = 'data:image'): Promise<Row> {
  const times: number[] = [];
  const empty: number[] = [];
  const nothing = await document('value = 1\n');
  let pictures = 0;
  for (let line = 0; line < TEXTS; line++) {
    const begun = performance.now();
    const shown = await hover(text, line);
    times.push(performance.now() - begun);
    if (!shown.includes('command:headlight.')) throw new Error(`no hover in line ${line}`);
    if (shown.includes(sign)) pictures++;
    const begunEmpty = performance.now();
    await hover(nothing, 0);
    empty.push(performance.now() - begunEmpty);
  }
  return { times: times.sort((a, b) => a - b), empty: empty.sort((a, b) => a - b), pictures };
}

function tell(name: string, { times, empty, pictures }: Row): void {
  const at = (share: number, of = times): string => Math.round(of[Math.min(of.length - 1, Math.floor(of.length * share))] ?? 0).toString();
  console.log(`| ${name} | ${at(0.5)} | ${at(0.95)} | ${at(1)} | ${at(0.95, empty)} | ${pictures} of ${times.length} |`);
}
