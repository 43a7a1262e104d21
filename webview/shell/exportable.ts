import { say, t } from '../strings';
import { themeVariables } from '../theme';
import { settled } from './asker';
import { askedFor, tabsOf } from './catalogue';
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
      const { text, pair, analysis, options } = panel.state;
      const asked = askedFor(panel.world, analysis);
      const stamp = picture().analysed?.stamp;
      if (stamp === undefined) throw new Error(t('there is no picture yet. Run a text first.'));
      return settled(panel.host.exportNumbers({ analysis: asked, text, pair, stamp, options: options[asked] ?? {}, format }));
    },
    session: () => void settled(panel.host.command({ command: 'saveSession' }).then(() => ({ ok: true, value: true }) as const)),
    page: async () => {
      const { analysed, other, question } = picture();
      if (!analysed) throw new Error(t('there is no picture yet. Run a text first.'));
      const { compare: _asked, ...state } = panel.state;
      const beside = other ? { otherStamp: other.stamp } : {};
      return settled(panel.host.exportPage({ name: name(), state: { ...state, ...question }, stamp: analysed.stamp, ...beside, theme: themeVariables() }));
    },
  };
}
