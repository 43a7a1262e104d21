import {
  type Button,
  type Checkbox,
  type Dropdown,
  provideVSCodeDesignSystem,
  type TextArea,
  type TextField,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
  vsCodeTextArea,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import { describe, element, freshId } from './dom';

// The only module that knows the toolkit, so that another one can take its place.

/** Registers the controls' elements; once, before any is made. */
export function registerControls(): void {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeCheckbox(), vsCodeDropdown(), vsCodeOption(), vsCodeProgressRing(), vsCodeTextArea(), vsCodeTextField());
}

/** Keeps a field's name: the toolkit writes "Text field" or "Text area" over it whenever the field comes into the page. */
function keepName(made: HTMLElement, label: string): void {
  new MutationObserver(() => {
    if (made.getAttribute('aria-label') !== label) describe(made, { 'aria-label': label });
  }).observe(made, { attributeFilter: ['aria-label'] });
}

export function button(label: string, press: () => void, look: 'primary' | 'secondary' = 'secondary'): HTMLElement {
  const made = document.createElement('vscode-button') as Button;
  made.appearance = look;
  made.textContent = label;
  made.addEventListener('click', press);
  return made;
}

export interface Choice {
  readonly id: string;
  readonly title: string;
}

/** A drop-down list with its label before it. */
export function choice(label: string, choices: readonly Choice[], chosen: string, change: (id: string) => void): HTMLElement {
  return choiceControl(label, choices, chosen, change).root;
}

export interface ChoiceControl {
  readonly root: HTMLElement;
  /** Shows another choice without reporting it. */
  choose(id: string): void;
}

/** The same, for one whose choice is changed from elsewhere too. */
export function choiceControl(label: string, choices: readonly Choice[], chosen: string, change: (id: string) => void): ChoiceControl {
  const id = freshId('choice');
  const made = document.createElement('vscode-dropdown') as Dropdown;
  describe(made, { id, 'aria-label': label });
  for (const { id: value, title } of choices) {
    const option = document.createElement('vscode-option');
    // The list takes an option without a value for the chosen one.
    describe(option, { value: `=${value}`, selected: value === chosen });
    option.textContent = title;
    made.append(option);
  }
  made.addEventListener('change', () => change(made.value.slice(1)));
  return {
    root: element('div', { class: 'control' }, element('label', { for: id }, label), made),
    choose: next => {
      // A list learns of its options a moment after it comes into the page, and then takes the one that is marked.
      if (made.options.length === 0) for (const option of made.children) describe(option, { selected: option.getAttribute('value') === `=${next}` });
      if (made.value !== `=${next}`) made.value = `=${next}`;
    },
  };
}

/** Few choices side by side, one of them chosen: one stop for Tab, arrows choose. */
export function segments(label: string, choices: readonly Choice[], chosen: string, change: (id: string) => void): ChoiceControl {
  const buttons = choices.map(({ id, title }) => {
    const made = element('button', { type: 'button', role: 'radio' }, title);
    made.addEventListener('click', () => take(id));
    return made;
  });
  let at = chosen;
  const show = (id: string): void => {
    at = id;
    for (const [index, made] of buttons.entries()) describe(made, { 'aria-checked': String(choices[index]?.id === id), tabindex: choices[index]?.id === id ? 0 : -1 });
  };
  const take = (id: string): void => {
    if (id === at) return;
    show(id);
    change(id);
  };
  const root = element('div', { class: 'segments', role: 'radiogroup', 'aria-label': label }, ...buttons);
  root.addEventListener('keydown', event => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const to = (choices.findIndex(({ id }) => id === at) + step + choices.length) % choices.length;
    take(choices[to]?.id ?? at);
    buttons[to]?.focus();
  });
  show(chosen);
  return { root, choose: show };
}

/** A range's ends beyond this are limits of the format, not a hint to a person. */
const TELLING = 1e5;

/** A field for a number within a range, or nothing where `optional`; what is neither is marked and not reported. */
export function numberField(
  label: string,
  value: string,
  { range, optional = false }: { readonly range?: readonly [number, number] | undefined; readonly optional?: boolean },
  change: (value: string) => void,
): HTMLElement {
  const id = freshId('number');
  const made = document.createElement('vscode-text-field') as TextField;
  describe(made, { id, 'aria-label': label, value, class: 'short' });
  keepName(made, label);
  made.value = value;
  made.addEventListener('change', () => {
    const number = Number(made.value);
    const none = made.value.trim() === '';
    const fits = none ? optional : Number.isFinite(number) && (!range || (number >= range[0] && number <= range[1]));
    describe(made, { 'aria-invalid': !fits ? 'true' : undefined });
    if (fits) change(made.value.trim());
  });
  const hint = range && range[1] < TELLING ? element('span', { class: 'muted' }, `${range[0]}–${range[1]}`) : undefined;
  return element('div', { class: 'control' }, element('label', { for: id }, label), made, hint);
}

/** A field in which typing is reported at once. */
export function searchField(label: string, placeholder: string, value: string, change: () => void): TextControl {
  const made = document.createElement('vscode-text-field') as TextField;
  describe(made, { 'aria-label': label, placeholder, class: 'search' });
  keepName(made, label);
  made.value = value;
  made.addEventListener('input', change);
  return {
    root: made,
    get value() {
      return made.value;
    },
    set value(text: string) {
      made.value = text;
    },
    focus: () => made.focus(),
  };
}

/** Shows another number in a field without reporting it. */
export function setNumber(control: HTMLElement, value: string): void {
  const field = control.querySelector<TextField>('vscode-text-field');
  if (field && field.value !== value) field.value = value;
}

/** Goes to the text field in a control, with its text chosen, so that typing puts another in its place. */
export function enter(control: HTMLElement): void {
  const field = control.querySelector<TextField>('vscode-text-field');
  field?.focus();
  // The toolkit writes a field's text with the next frame.
  requestAnimationFrame(() => field?.control.select());
}

export interface SliderEvents {
  /** While it moves. */
  readonly move: (value: number) => void;
  /** Where it was let go. */
  readonly settle: (value: number) => void;
}

/** A slider with its number beside it, written by `print`. The platform's own: the toolkit has none. */
export function slider(
  label: string,
  value: number,
  { range, step, print = String }: { readonly range: readonly [number, number]; readonly step: number; readonly print?: (value: number) => string },
  { move, settle }: SliderEvents,
): HTMLElement {
  const id = freshId('slider');
  const made = element('input', { type: 'range', id, min: range[0], max: range[1], step, value, 'aria-label': label });
  made.value = String(value);
  const shown = element('output', { for: id, class: 'number' });
  const tell = (): void => {
    shown.textContent = print(Number(made.value));
    describe(made, { 'aria-valuetext': shown.textContent });
  };
  tell();
  made.addEventListener('input', () => {
    tell();
    move(Number(made.value));
  });
  made.addEventListener('change', () => settle(Number(made.value)));
  return element('div', { class: 'control slider' }, element('label', { for: id }, label), made, shown);
}

export function checkbox(label: string, checked: boolean, change: (checked: boolean) => void): HTMLElement {
  const made = document.createElement('vscode-checkbox') as Checkbox;
  made.textContent = label;
  made.checked = checked;
  made.addEventListener('change', () => change(made.checked));
  return element('div', { class: 'control' }, made);
}

export interface TextControl {
  readonly root: HTMLElement;
  value: string;
  focus(): void;
}

export interface TextEvents {
  readonly enter: () => void;
  /** At every stroke, but not within a character that is being composed. */
  readonly typed: () => void;
}

/** A field for text that may have several lines: Enter reports, Shift+Enter makes a new line. */
export function textArea(label: string, placeholder: string, { enter, typed }: TextEvents): TextControl {
  const made = document.createElement('vscode-text-area') as TextArea;
  describe(made, { 'aria-label': label, placeholder, rows: 1, resize: 'vertical' });
  keepName(made, label);
  made.addEventListener('keydown', event => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    enter();
  });
  made.addEventListener('input', event => {
    if (!(event instanceof InputEvent && event.isComposing)) typed();
  });
  made.addEventListener('compositionend', typed);
  return {
    root: made,
    get value() {
      return made.value;
    },
    set value(text: string) {
      made.value = text;
    },
    focus: () => made.focus(),
  };
}

export function progressRing(label: string): HTMLElement {
  const made = document.createElement('vscode-progress-ring');
  describe(made, { 'aria-label': label });
  return made;
}
