import type { Flowing } from '../../../charts/sankey';

/** The slider's places: twenty to a factor of ten, from a thousandth of the flow to half of it. */
export const PLACES = [0, 54] as const;

export const thresholdAt = (place: number): number => 10 ** (-3 + place / 20);

/** How many edges still make a picture that is read at a glance. */
const CLEAR = 60;
/** One hundredth: what is less is a hair's breadth in the picture. */
const HAIR = 20;

/** The lowest place from there on at which not too many edges are drawn. */
export function clearPlace({ edges }: Pick<Flowing, 'edges'>): number {
  const weakest = edges[CLEAR]?.mass ?? 0;
  let place: number = HAIR;
  while (place < PLACES[1] && thresholdAt(place) <= weakest) place += 1;
  return place;
}

/** A threshold as it is read: 0.1 %, 2 %, 12.6 %. */
export const percent = (share: number): string => `${Number((100 * share).toPrecision(share < 0.1 ? 2 : 3))} %`;
