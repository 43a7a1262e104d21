import * as vscode from 'vscode';
import type { Fault } from '../core/fault';
import type { Message } from '../core/message';
import { sentence } from '../protocol/sentences';

/** The words of a message in the user's language. */
export const say = ({ text, args }: Message): string => vscode.l10n.t(text, ...args);

/** The words of a fault in the user's language. */
export const sayFault = (fault: Fault): string => say(sentence(fault));

/** What turns the reading direction of all that follows it, which a file's words must not do to ours. */
const TURNS = /[\u202a-\u202e\u2066-\u2069]/g;

/** Text without what turns its surroundings around. */
export const withoutTurns = (text: string): string => text.replace(TURNS, '\ufffd');

/** Text as it may stand in Markdown and means just itself; on one line, and free to wrap, which VS Code's own `appendText` is not. */
export const plainMarkdown = (text: string): string => text.replace(/\s+/g, ' ').replace(/[!-/:-@[-`{-~]/g, '\\$&');

/** What stands between two facts of one line. */
export const DOT = ' · ';
