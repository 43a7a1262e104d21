import type { Options } from '../core/analyses/analysis';
import type { Changes } from '../core/analyses/experiments/experiment';
import { asFault } from '../core/fault';
import { message } from '../core/message';
import type { Handlers } from '../protocol/channel';
import { otherOf } from '../protocol/compared';
import type { Answer, PanelApi } from '../protocol/panel';
import { sentence } from '../protocol/sentences';
import type { Still } from '../protocol/still';
import { type Side, sideOf } from './side';

/** What a page says to whatever it does not hold. */
const REFUSED = message('This page holds one picture. Open the checkpoint in Headlight to ask for others.');

const refused = (): Extract<Answer<never>, { ok: false }> => ({
  ok: false,
  fault: { code: 'not-applicable', analysis: 'an exported page', why: 'it holds one picture.' },
  message: REFUSED,
});

/** Which side of the page is asked about; undefined for what it does not hold. */
type Which = (question: { readonly text: string; readonly pair: string; readonly other?: string }) => Side | undefined;

function sidesOf({ world: { state }, own, other }: Still): Which {
  const [mine, beside] = [sideOf(own), other && sideOf(other)];
  const compared = otherOf(state);
  return ({ text, pair, other: checkpoint = '' }) => {
    if (checkpoint === '' && text === state.text && pair === state.pair) return mine;
    return compared && checkpoint === compared.other && text === compared.text && pair === compared.pair ? beside : undefined;
  };
}

/** Answers a panel from what a page holds, as the extension and the engine would. */
export function answersOf(still: Still): Handlers<PanelApi> {
  const { state } = still.world;
  const which = sidesOf(still);
  const { tried } = still;
  // What is tried stands on the attention that it changes.
  const answered = tried ? still.world.analyses[0]?.id : state.analysis;
  const wasTried = (changes: Changes): boolean => tried !== undefined && sameChanges(changes, tried.changes);
  return {
    exportPage: refused,
    exportNumbers: refused,
    pickOther: refused,
    ready: () => still.world,
    // With another option it is another picture, too.
    analyse: ({ analysis, options, ...question }) => {
      const side = which(question);
      const same = side && analysis === answered && sameOptions(options, state.options[analysis] ?? {});
      return same ? { ok: true, value: side.held.analysed } : refused();
    },
    slice: async ({ what, changes, ...question }) => {
      const side = which(question);
      if (!side || (changes && !wasTried(changes))) return refused();
      try {
        return { ok: true, value: await side.slice(what, changes !== undefined) };
      } catch (thrown) {
        const fault = asFault(thrown);
        return { ok: false, fault, message: sentence(fault) };
      }
    },
    experiment: ({ experiment, changes, ...question }) =>
      tried && which(question) && experiment === tried.experiment && wasTried(changes) ? { ok: true, value: tried.experimented } : refused(),
    save: refused,
    command: () => null,
    keep: () => null,
    reveal: () => null,
  };
}

/** Whatever the order of their parts: one of them went through a file. */
const sameChanges = (one: Changes, other: Changes): boolean =>
  JSON.stringify([one.swaps, one.interventions, one.tokens]) === JSON.stringify([other.swaps, other.interventions, other.tokens]);

const sameOptions = (one: Options, other: Options): boolean => [...Object.keys(one), ...Object.keys(other)].every(id => one[id] === other[id]);
