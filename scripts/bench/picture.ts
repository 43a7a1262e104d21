import { serialize } from 'node:v8';
import type { Input } from '../../src/core/tokens/input';
import { Engine } from '../../src/engine/engine';
import { loadRuntime } from '../../src/engine/runtime';
import type { Slice } from '../../src/protocol/engine';
import { ASKED, type Bench, choiceOf, idsOf, median, ms, timed } from './measure';

/** A side of a thumbnail, and of the picture of one head, in cells: more than a panel asks for. */
const THUMBNAIL = 96;
const HEAD = 1024;

const atOnce = <T>(work: () => Promise<T>): Promise<T> => work();

/** Bytes of the replies that a panel has before its first picture of a text is complete: the card, the view, all heads small, one head at the size of the screen. */
export async function firstPicture(
  engine: Engine,
  path: string,
  input: Input,
): Promise<{ readonly card: number; readonly view: number; readonly thumbnails: number; readonly head: number }> {
  const model = choiceOf(path);
  const card = await engine.open(model, ASKED);
  const analysed = await engine.analyse({ model, stamp: '', analysis: 'attention', input, options: {} }, ASKED, atOnce);
  const { view, stamp } = analysed;
  if (view.kind !== 'attention') throw new Error(`a view of ${view.kind}`);
  const ask = (what: Parameters<Engine['slice']>[0]['what']): Promise<Slice> => engine.slice({ model, stamp, input, what }, ASKED, atOnce);
  const thumbnails = await ask({ kind: 'thumbnails', side: THUMBNAIL });
  const { site: at, head: of } = view.chosen;
  const site = view.sites.find(({ index }) => index === at) ?? { queries: 1, keys: 1 };
  const reading = { heads: [[at, of]], combine: 'sum', words: false, special: true, scale: 'one' } as const;
  const [height, width] = [Math.min(HEAD, site.queries), Math.min(HEAD, site.keys)];
  const head = await ask({ kind: 'matrix', reading, rows: [0, site.queries], columns: [0, site.keys], height, width });
  return { card: bytesOf(card), view: bytesOf(analysed), thumbnails: bytesOf(thumbnails), head: bytesOf(head) };
}

/** As they cross the border of a process. */
const bytesOf = (reply: unknown): number => serialize(reply).byteLength;

/** From a request to the data of the first picture, in an engine that has the model open and has drawn other texts (goals: 4 MB, and well within a second at 512 tokens). */
export async function measurePictures({ model: path, runs, lengths }: Bench): Promise<void> {
  await loadRuntime('');
  const engine = new Engine();
  const { maxTokens = Number.POSITIVE_INFINITY } = await engine.open(choiceOf(path), ASKED);
  for (const tokens of lengths.filter(n => n > 16 && n <= maxTokens)) {
    const times: number[] = [];
    let crossed = { card: 0, view: 0, thumbnails: 0, head: 0 };
    for (let run = 0; run < Math.max(3, Math.min(runs, 10)); run++) {
      // Another text each time: nothing of it is kept.
      const input: Input = { kind: 'ids', ids: idsOf(tokens + run, 1e3).slice(run) };
      times.push(
        await timed(async () => {
          crossed = await firstPicture(engine, path, input);
        }),
      );
    }
    const { card, view, thumbnails, head } = crossed;
    const parts = Object.entries({ card, view, thumbnails, head }).map(([name, bytes]) => `${name} ${(bytes / 1e3).toFixed(0)}`);
    console.log(
      `${String(tokens).padStart(5)} tokens: data of the first picture ${ms(median(times))}   ${((card + view + thumbnails + head) / 1e6).toFixed(2)} MB crossed (${parts.join(', ')} kB)`,
    );
  }
  await engine.close();
}
