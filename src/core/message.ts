/**
 * Words for people, kept apart from the facts in them so that they can be translated where they are drawn.
 * `text` holds {0}, {1}, ... ; `args` fill them in order.
 */
export interface Message {
  readonly text: string;
  readonly args: readonly (string | number)[];
}

/** Makes a message: `message('layer {0} of {1}', 2, 6)`. */
export const message = (text: string, ...args: (string | number)[]): Message => ({ text, args });

/** The English words of a message. Only {0}, {1}, ... of the template are filled; what an argument holds is never read as a template. */
export const words = ({ text, args }: Message): string => text.replace(/\{(\d+)\}/g, (whole, index) => String(args[Number(index)] ?? whole));
