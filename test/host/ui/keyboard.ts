import { strict as assert } from 'node:assert';
import type { Frame } from 'playwright-core';
import { goTo, intoEditor, intoPanel, type Opened, open, type Place, panelOf, pressUntil, sample, shot, shotsOfFailures } from './place';

export const keyboardSuite = (place: Place) =>
  describe('by keyboard alone', () => {
    let vscode: Opened;
    before(async () => {
      vscode = await open(place, sample(place));
      await vscode.workbench.ready();
      await vscode.workbench.open('prompts.py');
    });
    after(() => vscode?.close());
    shotsOfFailures(place, () => vscode);

    it('opens the demo, goes to the panel, types a text of its own, and sees it', async () => {
      const { workbench, page } = vscode;
      await workbench.command('Headlight: Try the Demo');
      const frame = await panelOf(vscode);
      await intoPanel(vscode, frame);
      // A screen reader says what the field is for, not what kind it is.
      await frame.getByRole('textbox', { name: 'Text', exact: true }).waitFor();
      await toText(vscode, frame);
      // VS Code selects all by a message, which a fast typist overtakes.
      await page.keyboard.press('End');
      await page.keyboard.press('Control+Shift+Home');
      await page.keyboard.type('And God said unto Moses');
      await page.keyboard.press('Enter');
      await frame.getByText('Moses').first().waitFor();
      await shot(place, page, 'keyboard');
    });

    it('reaches every control by Tab, each with a focus that can be seen', async () => {
      const { page, workbench } = vscode;
      const frame = await workbench.webview(/^Headlight/);
      const seen = new Map<string, boolean>();
      const look = async (key: string): Promise<void> => {
        await page.keyboard.press(key);
        const { name, visible } = await frame.evaluate(focused);
        seen.set(name, (seen.get(name) ?? true) && visible);
      };
      for (let step = 0; step < 12; step++) await look('Tab');
      await intoEditor(vscode);
      await intoPanel(vscode, frame);
      await toText(vscode, frame);
      for (let step = 0; step < 4; step++) await look('Shift+Tab');
      seen.delete('body document');
      assert.ok(seen.has('button tab') && seen.has('span option') && seen.has('div application'), [...seen.keys()].join(', '));
      assert.deepEqual(
        [...seen].filter(([, visible]) => !visible).map(([name]) => name),
        [],
      );
    });

    it('goes back to the file and asks for the string under the cursor', async () => {
      const { workbench } = vscode;
      await goTo(vscode, 7, 20);
      await workbench.command('Headlight: Show Attention');
      const frame = await panelOf(vscode);
      await frame.getByText('servant').first().waitFor();
    });

    it('asks for the hover', async () => {
      const { workbench } = vscode;
      await intoEditor(vscode);
      const image = workbench.hover().locator('img[src^="data:image/svg"]').first();
      await pressUntil(vscode, ['Control+k', 'Control+i'], timeout => image.waitFor({ timeout }));
    });

    it('without a word of complaint from the panel', () => assert.deepEqual(vscode.workbench.complaints, []));
  });

/** The key that goes to the text. */
const toText = (vscode: Opened, frame: Frame): Promise<void> =>
  pressUntil(vscode, ['/'], timeout => frame.waitForFunction(() => document.activeElement?.tagName === 'VSCODE-TEXT-AREA', undefined, { timeout }));

/** Runs in the panel: what has the focus, inside the toolkit's controls too, and whether that can be seen. */
function focused(): { readonly name: string; readonly visible: boolean } {
  const chain: Element[] = [];
  for (let at: Element | null | undefined = document.activeElement; at; at = at.shadowRoot?.activeElement) chain.push(at);
  const name = (one: Element | undefined): string => [one?.tagName.toLowerCase(), one?.getAttribute('role')].filter(Boolean).join(' ');
  const visible = chain.some(one => {
    const { outlineStyle, outlineWidth, boxShadow, borderColor, backgroundColor } = getComputedStyle(one);
    const focus = getComputedStyle(document.documentElement).getPropertyValue('--vscode-focusBorder').trim();
    const probe = document.createElement('i');
    probe.style.color = focus;
    document.body.append(probe);
    const rgb = getComputedStyle(probe).color;
    probe.remove();
    return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none' || borderColor === rgb || backgroundColor === rgb;
  });
  return { name: name(chain[0]), visible };
}
