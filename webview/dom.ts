type Child = Node | string | undefined;

/** Attributes by name; `on` holds listeners, `undefined` leaves an attribute out. Text only ever enters as text nodes. */
export interface Attributes {
  readonly [name: string]: string | number | boolean | undefined;
}

/** Makes an element: `element('p', { class: 'note' }, 'words', child)`. A true attribute is empty, a false one absent. */
export function element<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  describe(made, attributes);
  made.append(...children.filter(child => child !== undefined));
  return made;
}

/** Sets attributes of an element that is there already. */
export function describe(target: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) target.removeAttribute(name);
    else target.setAttribute(name, value === true ? '' : String(value));
  }
}

/** Adds a listener and returns what removes it. */
export function listen<K extends keyof HTMLElementEventMap>(target: HTMLElement, kind: K, listener: (event: HTMLElementEventMap[K]) => void): () => void {
  target.addEventListener(kind, listener);
  return () => target.removeEventListener(kind, listener);
}

let last = 0;

/** An id that no other element of the document has. */
export const freshId = (stem: string): string => `${stem}-${++last}`;
