/** Gives the context that a canvas of this size is painted with, instead of its own. */
export type Recorder = (canvas: HTMLCanvasElement, width: number, height: number) => CanvasRenderingContext2D;

let recorder: Recorder | undefined;

/** While a drawing is made: what charts paint with; undefined otherwise. */
export const recording = (): Recorder | undefined => recorder;

/** Has everything that is painted during a work painted with other contexts. The work must not wait for anything. */
export function record(by: Recorder, work: () => void): void {
  recorder = by;
  try {
    work();
  } finally {
    recorder = undefined;
  }
}
