// What axe-core finds in a page as it stands, with what is behind its disclosures.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** So many of what looks the same are judged: thousands of tokens differ in their text alone, and each takes its time. */
const ALIKE = 12;

/** Takes out tokens and rows whose like, apart from text and place, stands `most` times before them: every look that occurs stays. */
function thinOut(most) {
  const varies = /^(data-index|aria-rowindex|aria-posinset|aria-label|title|id)$/;
  const look = one =>
    `<${one.tagName}${[...one.attributes].map(({ name, value }) => (varies.test(name) ? '' : ` ${name}="${value}"`)).join('')}>${[...one.children].map(look).join('')}</>`;
  for (const parent of new Set([...document.querySelectorAll('.token, tbody > tr')].map(one => one.parentElement))) {
    const seen = new Map();
    for (const one of [...parent.children]) {
      const kind = look(one);
      seen.set(kind, (seen.get(kind) ?? 0) + 1);
      if (seen.get(kind) > most) one.remove();
    }
  }
}

/** A sentence for each rule that is broken. The page is of no other use afterwards. */
export async function findings(tab) {
  await tab.evaluate(() => document.querySelectorAll('details').forEach(one => void one.toggleAttribute('open', true)));
  const wide = await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  await tab.evaluate(thinOut, ALIKE);
  await tab.evaluate(AXE);
  const { violations } = await tab.evaluate(values => globalThis.axe.run(document, { runOnly: values, resultTypes: ['violations'] }), RULES);
  const broken = violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 140)} ${nodes[0].any[0]?.message ?? nodes[0].all[0]?.message ?? ''} (${nodes.length})`);
  return wide > 0 ? [...broken, `wider than the window by ${wide} px`] : broken;
}
