import type { Transitions } from '../tensor/chain';

/** How well the states of two neighbouring keys go together, [first][second], 1 for chosen: alike is better, and both chosen best. */
export const NEIGHBOURS: Transitions = [
  [0, -0.3],
  [-0.3, 0.6],
];
