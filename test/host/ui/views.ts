import { strict as assert } from 'node:assert';
import type { Frame } from 'playwright-core';
import { axe, eventually, type Opened, open, type Place, panelOf, sample, shot, shotsOfFailures } from './place';

/** What the line under a picture says of what is pointed at. */
const live = (frame: Frame, within: string): Promise<string | null> => frame.locator(`${within} .live`).first().textContent();

/** Presses a key until a condition holds; a picture that is drawn again takes a moment to hear. */
async function until(press: () => Promise<void>, holds: () => Promise<boolean>, what: string): Promise<void> {
  for (const end = Date.now() + 20_000; !(await holds()); await press()) if (Date.now() > end) throw new Error(`it never came to ${what}`);
}

export const viewsSuite = (place: Place) =>
  describe('statistics, flow and identifiability', () => {
    let vscode: Opened;
    const show = async (command: string, sign: string): Promise<Frame> => {
      await vscode.workbench.command(`Headlight: ${command}`);
      const frame = await panelOf(vscode);
      await frame.locator(sign).first().waitFor();
      await frame.locator('[aria-busy="true"]').waitFor({ state: 'detached' });
      return frame;
    };
    const picture = async (frame: Frame, name: string): Promise<void> => {
      await frame.getByRole('tab', { name, exact: true }).last().click();
      await frame.getByRole('tab', { name, exact: true, selected: true }).last().waitFor();
    };
    /** A head was opened when the tab of attention is chosen and its title names the head; Escape goes back. */
    const opened = async (frame: Frame, head: string): Promise<void> => {
      await frame.getByRole('tab', { selected: true, name: 'Attention', exact: true }).waitFor();
      await frame.locator('.detail h2').filter({ hasText: head }).waitFor();
      await vscode.page.keyboard.press('Escape');
      await frame.getByRole('tab', { selected: true, name: 'Head statistics' }).waitFor();
      await frame.locator('.pictures').waitFor();
    };
    before(async () => {
      vscode = await open(place, sample(place));
      await vscode.workbench.ready();
      await vscode.workbench.open('prompts.py');
      await vscode.workbench.command('Headlight: Try the Demo');
      await panelOf(vscode);
    });
    after(() => vscode?.close());
    shotsOfFailures(place, () => vscode);

    it('sorts all heads by a click and by Enter on a column’s name, and a row opens its head', async () => {
      const { page } = vscode;
      const frame = await show('Head Statistics', '.pictures');
      await picture(frame, 'Table');
      const column = (name: string) => frame.locator('th').filter({ hasText: name });
      const values = async (): Promise<number[]> => (await frame.locator('tbody tr td:nth-child(2)').allTextContents()).map(Number);
      await column('Entropy').getByRole('button').click();
      await frame.locator('th[aria-sort="descending"]').filter({ hasText: 'Entropy' }).waitFor();
      const down = await values();
      assert.ok(down.length > 4);
      assert.deepEqual(
        down,
        [...down].sort((one, other) => other - one),
      );
      await page.keyboard.press('Enter');
      await frame.locator('th[aria-sort="ascending"]').filter({ hasText: 'Entropy' }).waitFor();
      await eventually(async () => assert.deepEqual(await values(), [...down].reverse()));
      await page.keyboard.press('ArrowDown');
      const head = (await frame.locator('tbody tr').first().locator('td').first().textContent()) ?? '';
      await shot(place, page, 'heads-table');
      await page.keyboard.press('Enter');
      await opened(frame, head);
      // The picture and its order are kept.
      await frame.locator('th[aria-sort="ascending"]').filter({ hasText: 'Entropy' }).waitFor();
      const last = frame.locator('tbody tr').last().locator('td').first();
      const other = (await last.textContent()) ?? '';
      await last.click();
      await opened(frame, other);
    });

    it('reads the scatter with the arrow keys, and opens the head that is under the focus', async () => {
      const { page } = vscode;
      const frame = await show('Head Statistics', '.pictures');
      await picture(frame, 'Scatter');
      await frame.locator('.points').focus();
      await page.keyboard.press('ArrowRight');
      await frame
        .locator('.scatter .live')
        .filter({ hasText: /^L\d+ H\d+ · Entropy .*nats · / })
        .waitFor();
      const first = await live(frame, '.scatter');
      await until(
        () => page.keyboard.press('ArrowRight'),
        async () => (await live(frame, '.scatter')) !== first,
        'another head',
      );
      const words = (await live(frame, '.scatter')) ?? '';
      await shot(place, page, 'heads-scatter');
      assert.deepEqual(await axe(frame), []);
      await page.keyboard.press('Enter');
      await opened(frame, /^L\d+ H\d+/.exec(words)?.[0] ?? 'a head');
    });

    it('shows how a statistic spreads, over the queries when asked', async () => {
      const { page } = vscode;
      const frame = await show('Head Statistics', '.pictures');
      await picture(frame, 'Distributions');
      await frame.locator('.distributions canvas').waitFor();
      await frame.getByText('Five numbers of each').click();
      await frame.locator('.distributions tbody tr').nth(2).waitFor();
      const medians = frame.locator('.distributions tbody tr td:nth-child(4)');
      await eventually(async () => assert.equal(await medians.count(), 3));
      await frame.getByRole('combobox', { name: 'Over' }).focus();
      await page.keyboard.press('ArrowDown');
      await frame.getByRole('button', { name: 'Compute the spread over queries' }).click();
      await frame.locator('.distributions canvas').waitFor();
      await frame.getByText(/A box is a head/).waitFor();
      await shot(place, page, 'heads-distributions');
    });

    it('compares heads when asked, and a point of a cluster opens its head', async () => {
      const { page } = vscode;
      const frame = await show('Head Statistics', '.pictures');
      await picture(frame, 'Clusters');
      await frame.getByRole('button', { name: 'Compare all heads' }).click();
      await frame.locator('.cluster-list li').first().waitFor();
      await eventually(async () => assert.equal(await frame.locator('.clusters tbody tr').count(), 12));
      await frame.locator('.points').focus();
      await page.keyboard.press('ArrowRight');
      await frame
        .locator('.clusters .live')
        .filter({ hasText: /^L\d+ H\d+ · / })
        .waitFor();
      const words = (await live(frame, '.clusters')) ?? '';
      await shot(place, page, 'heads-clusters');
      assert.deepEqual(await axe(frame), []);
      await page.keyboard.press('Enter');
      await opened(frame, /^L\d+ H\d+/.exec(words)?.[0] ?? 'a head');
    });

    it('draws a flow through the layers: a higher threshold draws less, a token’s strongest way is said', async () => {
      const { page } = vscode;
      const frame = await show('Attention Flow', '.pictures');
      await picture(frame, 'Layers');
      const said = frame.locator('.drawn');
      await said.filter({ hasText: /edges are drawn/ }).waitFor();
      const share = async (): Promise<number> => Number(/carry ([\d.]+) %/.exec((await said.textContent()) ?? '')?.[1]);
      const before = await share();
      assert.ok(before > 0 && before <= 100, String(before));
      await frame.getByRole('slider', { name: 'Draw edges from' }).focus();
      for (let step = 0; step < 12; step++) await page.keyboard.press('ArrowRight');
      await until(
        () => page.keyboard.press('ArrowRight'),
        async () => (await share()) < before,
        'a smaller share',
      );
      await page.keyboard.press('Home');
      await until(
        () => page.keyboard.press('ArrowLeft'),
        async () => (await share()) > before,
        'a larger share',
      );
      await frame.locator('.sankey').focus();
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('ArrowLeft');
      await frame
        .locator('.layers .live')
        .filter({ hasText: /at L\d+: .* of the flow/ })
        .waitFor();
      await page.keyboard.press('Enter');
      await frame
        .locator('.layers .summary')
        .filter({ hasText: /^Strongest way: input “.*% of all goes this way alone\.$/ })
        .waitFor();
      await frame.getByText('Edges that are drawn').first().click();
      await frame.locator('.layers tbody tr').nth(5).waitFor();
      await shot(place, page, 'flow-layers');
      assert.deepEqual(await axe(frame), []);
    });

    it('lists the neighbours of each token layer by layer', async () => {
      const { page } = vscode;
      const frame = await show('Token Identifiability', '.neighbours tbody tr');
      const last = await frame.locator('.neighbours tbody').textContent();
      await frame.getByRole('combobox', { name: 'Layer' }).focus();
      await page.keyboard.press('Home');
      // At the input every token is nearest to itself.
      await frame
        .locator('.neighbours p')
        .filter({ hasText: /^(\d+) of \1 tokens are nearest to themselves/ })
        .waitFor();
      await eventually(async () => assert.notEqual(await frame.locator('.neighbours tbody').textContent(), last));
      await eventually(async () => assert.equal(await frame.locator('.neighbours tbody tr td:nth-child(6)').first().textContent(), '1.00'));
      await frame.getByRole('combobox', { name: 'Nearest by' }).focus();
      await page.keyboard.press('ArrowDown');
      await frame.locator('.neighbours th').filter({ hasText: 'Distance to itself' }).waitFor();
      await eventually(async () => assert.equal(await frame.locator('.neighbours tbody tr td:nth-child(6)').first().textContent(), '0'));
      await shot(place, page, 'neighbours');
      assert.deepEqual(await axe(frame), []);
    });

    it('shows a head’s weights, what of them has an effect, and the difference', async () => {
      const { page } = vscode;
      const { workbench } = vscode;
      const frame = await workbench.webview(/^Headlight/);
      await frame.getByRole('tab', { name: 'Effective attention' }).click();
      await frame
        .locator('.effective .summary')
        .filter({ hasText: /(moves the weights of L\d H\d by [\d.]+: |all of it has an effect).*n = \d+ ≤ d_v = 32: weights are identifiable/ })
        .waitFor();
      await eventually(async () => assert.equal(await frame.locator('.effective .triptych canvas[role="img"]').count(), 3));
      const title = await frame.locator('.effective h2').textContent();
      await frame.locator('.map .matrix').focus();
      await page.keyboard.press('ArrowDown');
      await until(
        async () => {
          await page.keyboard.press('ArrowRight');
          await page.keyboard.press('Enter');
        },
        async () => (await frame.locator('.effective h2').textContent()) !== title,
        'another head',
      );
      await frame.locator('.effective .matrix').first().focus();
      await page.keyboard.press('ArrowDown');
      await frame
        .locator('.effective .live')
        .filter({ hasText: /: weight .*, effective .*, difference / })
        .waitFor();
      await shot(place, page, 'effective-difference');
      assert.deepEqual(await axe(frame), []);
    });

    it('a source is a link that VS Code opens outside the panel', async () => {
      const { page } = vscode;
      const frame = await show('Token Identifiability', '.neighbours tbody tr');
      await frame.getByText('What is this?').click();
      const asked = page.context().waitForEvent('request', { predicate: request => request.url() === 'https://arxiv.org/abs/1908.04211' });
      await frame.getByRole('link', { name: 'Brunner et al. 2020' }).click();
      await asked;
      for (const other of page.context().pages()) if (other !== page) await other.close();
      await frame.getByRole('tab', { selected: true, name: 'Token identifiability' }).waitFor();
    });

    it('without a word of complaint from the panel', () => assert.deepEqual(vscode.workbench.complaints, []));
  });
