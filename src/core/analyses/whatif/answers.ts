import { raise } from '../../fault';
import type { Probed, ProbeName } from '../../instrument/probe';
import { type Message, message } from '../../message';
import type { Note } from '../../viewModels';
import type { ExperimentSubject } from '../experiments/experiment';
import { type Answer, fromLogits, fromStates } from './answer';

type Answering = Pick<ExperimentSubject, 'facts' | 'hiddenStates' | 'logits'>;

/** What is asked of a run to see what the model says: its logits, or for a bare encoder its last hidden states. */
export const answerProbe = ({ logits, hiddenStates }: Answering): ProbeName => (logits ? 'logits' : `hidden_states.${hiddenStates - 1}`);

export function answerIn(subject: Answering, probed: Probed): Answer {
  const name = answerProbe(subject);
  const found = probed.get(name) ?? raise({ code: 'internal', why: `the run gave no ${name}` });
  return subject.logits ? fromLogits(subject.facts, found) : fromStates(found);
}

export const NO_ANSWER: Message = message('it compares what the model says, and this model gives neither logits nor hidden states.');
export const NO_SITES: Message = message('it changes attention, and no attention sites were found in this model.');

/** What must be said with every comparison of answers. */
export const answerNotes = ({ logits }: Answering): readonly Note[] =>
  logits ? [] : [{ level: 'info', message: message('This model has no head that predicts: its last hidden states are compared, token by token.') }];

/** Every picture of a changed model says so. */
export const CHANGED: Note = {
  level: 'caveat',
  message: message('Changed at inference time, no retraining: this says what the model does with the change, not how good a model trained with it would be.'),
};
