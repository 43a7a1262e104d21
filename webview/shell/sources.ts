import { element } from '../dom';

const arxiv = (id: string): string => `https://arxiv.org/abs/${id}`;

/** Where the papers are read that sources name, by author and year as they stand there. */
export const ADDRESSES: { readonly [citation: string]: string } = {
  'Vaswani et al. 2017': arxiv('1706.03762'),
  'Vig 2019': arxiv('1906.05714'),
  'Abnar and Zuidema 2020': arxiv('2005.00928'),
  'Brunner et al. 2020': arxiv('1908.04211'),
  'Clark et al. 2019': arxiv('1906.04341'),
  'Voita et al. 2019': arxiv('1905.09418'),
  'Correia et al. 2019': arxiv('1909.00015'),
  'Olsson et al. 2022': arxiv('2209.11895'),
  'Michel et al. 2019': arxiv('1905.10650'),
  'Zhao et al. 2019': arxiv('1912.11637'),
  'Jain and Wallace 2019': arxiv('1902.10186'),
  'Serrano and Smith 2019': arxiv('1906.03731'),
  'Zhang et al. 2021': arxiv('2104.07012'),
};

/** A stretch of a source: words, or a citation with its address. */
export interface Piece {
  readonly words: string;
  readonly address?: string;
}

/** A source cut where it names papers whose addresses are known; its words stay as they are. */
export function pieces(source: string): readonly Piece[] {
  const found: Piece[] = [];
  let rest = source;
  for (;;) {
    const next = Object.keys(ADDRESSES)
      .map(citation => ({ citation, at: rest.indexOf(citation) }))
      .filter(({ at }) => at >= 0)
      .sort((one, other) => one.at - other.at)[0];
    if (!next) return rest === '' ? found : [...found, { words: rest }];
    if (next.at > 0) found.push({ words: rest.slice(0, next.at) });
    found.push({ words: next.citation, address: ADDRESSES[next.citation] as string });
    rest = rest.slice(next.at + next.citation.length);
  }
}

/** A source with links to its papers. VS Code opens a link of a panel in the browser, after asking; the panel itself loads nothing. */
export const linked = (source: string): readonly (Node | string)[] =>
  pieces(source).map(({ words, address }) => (address === undefined ? words : element('a', { href: address, title: address }, words)));
