import type { Options } from '../../src/core/analyses/analysis';
import type { TokenView } from '../../src/core/viewModels';
import type { AnalysisInfo } from '../../src/protocol/engine';
import { checkbox, choice, numberField } from '../controls';
import { describe } from '../dom';
import { quoted } from '../names';
import { say, t } from '../strings';
import { tokenName } from '../tokens/signs';

type Parameter = AnalysisInfo['parameters'][number];

/** Tokens that a list can still be searched for; longer texts choose by number. */
const LISTED_TOKENS = 200;

/** A control for each choice that an analysis leaves to its user. */
export function optionControls(
  info: Pick<AnalysisInfo, 'parameters'>,
  options: Options,
  tokens: readonly TokenView[],
  change: (id: string, value: string) => void,
): readonly HTMLElement[] {
  return info.parameters.map(parameter => {
    const value = options[parameter.id] ?? parameter.otherwise;
    const control = CONTROLS[parameter.kind](parameter, value, tokens, next => change(parameter.id, next));
    describe(control, { title: say(parameter.explanation) });
    return control;
  });
}

type Make = (parameter: Parameter, value: string, tokens: readonly TokenView[], change: (value: string) => void) => HTMLElement;

const CONTROLS: { readonly [Kind in Parameter['kind']]: Make } = {
  choice: ({ title, choices = [] }, value, _tokens, change) =>
    choice(
      say(title),
      choices.map(one => ({ id: one.id, title: say(one.title) })),
      value,
      change,
    ),
  number: ({ title, range, otherwise }, value, _tokens, change) => numberField(say(title), value, { range, optional: otherwise === '' }, change),
  flag: ({ title }, value, _tokens, change) => checkbox(say(title), value === 'true', checked => change(String(checked))),
  token: ({ title }, value, tokens, change) => {
    if (tokens.length === 0 || tokens.length > LISTED_TOKENS)
      return numberField(say(title), value, { range: tokens.length > 0 ? [0, tokens.length - 1] : undefined, optional: true }, change);
    const listed = tokens.map((token, index) => ({ id: String(index), title: `${quoted(tokenName(token))} (${index})` }));
    return choice(say(title), [{ id: '', title: t('none') }, ...listed], value, change);
  },
};
