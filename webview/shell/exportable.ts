import { say, t } from '../strings';
import { themeVariables } from '../theme';
import { settled } from './asker';
import { askedFor, tabsOf, WHAT_IF } from './catalogue';
import type { Exportable } from './exporter';
import type { Picture } from './picture';
import type { Behind } from './stages';

/** What a panel's Export menu exports: the picture that is on the screen, and the numbers that it is drawn from. */
export function exportableOf(panel: Behind, picture: () => Picture): Exportable {
  const tab = (): { readonly title: string; readonly shows: string } => {
    const found = tabsOf(panel.world).find(one => one.id === panel.state.analysis);
    return { title: found ? say(found.title) : '', shows: found ? say(found.shows) : '' };
  };
  const name = (): string => [panel.world.card?.name ?? 'headlight', panel.state.analysis].map(part => part.replace(/[^\p{L}\p{N}._-]+/gu, '-')).join('-');
  return {
    name,
    sheet: () => {
      const { analysed, strip, root, foot } = picture();
      const { title, shows } = tab();
      return analysed && { caption: [`${panel.world.card?.name ?? ''} · ${title}`, shows], parts: [strip.root, root, foot] };
    },
    save: (file, content) => settled(panel.host.save({ name: file, content })),
    numbers: async format => {
      const { analysed, other, question, differs } = picture();
      if (!analysed) throw new Error(t('there is no picture yet. Run a text first.'));
      const { compare, ...of } = question;
      const analysis = askedFor(panel.world, panel.state.analysis);
      const beside = other && compare ? { beside: { text: compare.text, pair: compare.pair, other: compare.model, stamp: other.stamp, difference: differs } } : {};
      return settled(panel.host.exportNumbers({ analysis, ...of, stamp: analysed.stamp, options: panel.state.options[analysis] ?? {}, format, ...beside }));
    },
    session: () => void settled(panel.host.command({ command: 'saveSession' }).then(() => ({ ok: true, value: true }) as const)),
    page: async () => {
      const { analysed, other, question, tried } = picture();
      if (!analysed) throw new Error(t('there is no picture yet. Run a text first.'));
      if (panel.state.analysis === WHAT_IF && !tried)
        throw new Error(t('nothing is changed yet, so there is nothing to show. Choose a mapping, knock a head out, or set a weight.'));
      const { compare: _asked, ...state } = panel.state;
      const beside = { ...(other ? { otherStamp: other.stamp } : {}), ...(tried ? { tried } : {}) };
      return settled(panel.host.exportPage({ name: name(), state: { ...state, ...question }, stamp: analysed.stamp, ...beside, theme: themeVariables() }));
    },
  };
}
