// Goes through the panel by keyboard alone, as a person without a mouse would, and says what did not happen.

const focused = tab => tab.evaluate(() => `${document.activeElement?.className || document.activeElement?.tagName} ${document.activeElement?.getAttribute('role') ?? ''}`.trim());
const live = tab => tab.locator('.detail .live').textContent();
const asked = tab => tab.evaluate(() => globalThis.asked.at(-1));

/** Presses Tab until an element of this class has the focus. */
async function tabTo(tab, name) {
  for (let step = 0; step < 40; step++) {
    await tab.keyboard.press('Tab');
    if ((await focused(tab)).split(' ').includes(name)) return;
  }
  throw new Error(`Tab never reaches .${name}`);
}

const STEPS = {
  'the strip is one stop, arrows move in it and Enter chooses': async tab => {
    await tabTo(tab, 'token');
    await tab.keyboard.press('Home');
    await tab.keyboard.press('ArrowRight');
    await tab.keyboard.press('Enter');
    if ((await tab.locator('.token[aria-selected=true]').getAttribute('data-index')) !== '1') throw new Error('token 1 is not chosen');
    await tab.waitForFunction(() => globalThis.asked.some(line => line.startsWith('reveal 2 ')));
  },
  'arrows move over the heads and Enter opens one': async tab => {
    await tabTo(tab, 'head-grid');
    const before = await tab.locator('.detail h2').textContent();
    await tab.keyboard.press('ArrowLeft');
    await tab.keyboard.press('ArrowUp');
    if (!/L\d+ H\d+/.test(await tab.locator('.heads .live').textContent())) throw new Error('the grid does not say which head has the focus');
    await tab.keyboard.press('Enter');
    await tab.waitForFunction(old => document.querySelector('.detail h2')?.textContent !== old, before);
  },
  'a head worth a look opens with Enter': async tab => {
    await tabTo(tab, 'row');
    await tab.keyboard.press('Enter');
    await tab.waitForFunction(() => /first token/.test(document.querySelector('.detail h2')?.textContent ?? ''));
  },
  'the matrix says the exact weight under the focus, and zooms': async tab => {
    await tabTo(tab, 'matrix');
    for (const key of ['ArrowDown', 'Home', 'ArrowDown']) await tab.keyboard.press(key);
    if (!/“.+” \(\d+\) → “.+” \(0\): .*\d/.test(await live(tab))) throw new Error(`the line says: ${await live(tab)}`);
    await tab.keyboard.press('Enter');
    await tab.waitForFunction(() => /^keep attention/.test(globalThis.asked.at(-1)));
    for (const key of ['+', '+', '+']) await tab.keyboard.press(key);
    if (!(await tab.getByRole('button', { name: 'Show all' }).isVisible())) throw new Error('+ does not zoom');
    await tab.keyboard.press('0');
    if (await tab.getByRole('button', { name: 'Show all' }).isVisible()) throw new Error('0 does not show all');
  },
  'the slash goes to the text and Enter runs': async tab => {
    await tab.keyboard.press('/');
    await tab.keyboard.press('End');
    await tab.keyboard.type(' Amen');
    await tab.keyboard.press('Enter');
    await tab.waitForFunction(() => globalThis.asked.filter(line => line === 'analyse attention').length === 2);
  },
  'arrows choose another analysis in the tabs': async tab => {
    await tab.locator('[role=tab][aria-selected=true]').focus();
    await tab.keyboard.press('ArrowRight');
    await tab.locator('.scatter').waitFor();
  },
  'Enter on a cell of the statistics opens its head': async tab => {
    await tabTo(tab, 'matrix');
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'Enter']) await tab.keyboard.press(key);
    await tab.waitForFunction(() => /^L1 H1/.test(document.querySelector('.detail h2')?.textContent ?? ''));
  },
};

export async function walk(browser, address) {
  const tab = await browser.newPage({ viewport: { width: 1100, height: 900 } });
  tab.setDefaultTimeout(5000);
  await tab.goto(`${address}/?scene=attention&theme=dark`);
  await tab.locator('.summary').filter({ hasText: 'Query' }).waitFor();
  let failed = 0;
  for (const [name, step] of Object.entries(STEPS)) {
    try {
      await step(tab);
    } catch (error) {
      failed += 1;
      console.error(`keyboard: ${name}: ${error.message} (last asked: ${await asked(tab)})`);
    }
  }
  await tab.close();
  return failed;
}
