// Goes through the panel by keyboard alone, as a person without a mouse would, and says what did not happen.
import { settle, watchPages } from './settled.mjs';

const focused = tab =>
  tab.evaluate(() => `${document.activeElement?.className} ${document.activeElement?.getAttribute('appearance')} ${document.activeElement?.tagName.toLowerCase()}`);
const says = (tab, line, words) => tab.locator(line).filter({ hasText: words }).waitFor();
const asked = tab => tab.evaluate(() => globalThis.asked.at(-1));

/** Presses Tab until an element of this class, appearance or tag has the focus. */
async function tabTo(tab, name) {
  await settle(tab);
  for (let step = 0; step < 40; step++) {
    await tab.keyboard.press('Tab');
    if ((await focused(tab)).split(' ').includes(name)) return;
  }
  throw new Error(`Tab never reaches ${name}`);
}

const ATTENTION = {
  'the strip is one stop, arrows move in it and Enter chooses': async tab => {
    await tabTo(tab, 'token');
    await tab.keyboard.press('Home');
    await tab.keyboard.press('ArrowRight');
    await tab.keyboard.press('Enter');
    await tab.locator('.token[aria-selected=true][data-index="1"]').waitFor();
    await tab.waitForFunction(() => globalThis.asked.some(line => line.startsWith('reveal 2 ')));
  },
  'arrows move over the heads and Enter opens one': async tab => {
    await tabTo(tab, 'head-grid');
    const before = await tab.locator('.detail h2').textContent();
    await tab.keyboard.press('ArrowLeft');
    await tab.keyboard.press('ArrowUp');
    await says(tab, '.heads .live', /L\d+ H\d+/);
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
    await says(tab, '.detail .live', /“.+” \(\d+\) → “.+” \(0\): .*\d/);
    await tab.keyboard.press('Enter');
    await tab.waitForFunction(() => globalThis.asked.slice(-2).some(line => /^keep attention/.test(line)));
    // What was chosen is shown in the editor too.
    await tab.waitForFunction(() => /^reveal /.test(globalThis.asked.at(-1)));
    for (const key of ['+', '+', '+']) await tab.keyboard.press(key);
    await tab.getByRole('button', { name: 'Show all' }).waitFor();
    await tab.keyboard.press('0');
    await tab.getByRole('button', { name: 'Show all' }).waitFor({ state: 'hidden' });
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
    await tab.locator('.map').waitFor();
  },
  'Enter on a cell of the statistics opens its head': async tab => {
    await tabTo(tab, 'matrix');
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'Enter']) await tab.keyboard.press(key);
    await tab.waitForFunction(() => /^L1 H1/.test(document.querySelector('.detail h2')?.textContent ?? ''));
  },
  'Escape goes back to where the head was opened from': async tab => {
    await tab.keyboard.press('Escape');
    await tab.locator('.map').waitFor();
  },
  'the card opens over the picture and Escape closes it': async tab => {
    await tab.locator('.card summary').focus();
    await tab.keyboard.press('Enter');
    await tab.getByText('byte-level BPE').waitFor();
    await tab.keyboard.press('Escape');
    await tab.getByText('byte-level BPE').waitFor({ state: 'hidden' });
  },
};

const askedFor = (tab, what) => tab.waitForFunction(wanted => globalThis.asked.includes(wanted), what);

/** Scenes to go through, the text that shows that one stands, and what to do there. */
const SCENES = {
  attention: { stands: 'Query “', steps: ATTENTION },
  waiting: {
    stands: 'Solving flows 42 %',
    steps: {
      'Escape cancels a run, which can be run again': async tab => {
        await tab.keyboard.press('Escape');
        await tab.getByRole('heading', { name: 'Cancelled' }).waitFor();
        await tabTo(tab, 'primary');
        await tab.keyboard.press('Enter');
        await tab.getByText('Solving flows 42 %').waitFor();
      },
    },
  },
  again: {
    stands: 'Query “',
    steps: {
      'the old picture stays while a new one is made, and after a cancel': async tab => {
        await tab.keyboard.press('/');
        await tab.keyboard.press('Enter');
        await tab.getByRole('button', { name: 'Cancel' }).waitFor();
        await tab.locator('.picture.dimmed .summary').waitFor();
        await tab.keyboard.press('Escape');
        await tab.getByRole('button', { name: 'Cancel' }).waitFor({ state: 'hidden' });
        await tab.locator('.picture:not(.dimmed) .summary').waitFor();
      },
    },
  },
  empty: {
    stands: 'See what a model attends to',
    steps: {
      'the demo and a found checkpoint are reached': async tab => {
        await tabTo(tab, 'primary');
        await tab.keyboard.press('Enter');
        await askedFor(tab, 'tryDemo');
        await tabTo(tab, 'link');
        await tab.keyboard.press('Enter');
        await askedFor(tab, 'openCheckpoint /models/minilm');
      },
    },
  },
  stale: {
    stands: 'overwritten on disk',
    steps: {
      'a stale picture is run again': async tab => {
        await tab.getByRole('button', { name: 'Run again' }).press('Enter');
        await tab.waitForFunction(() => globalThis.asked.filter(line => line === 'analyse attention').length === 2);
      },
    },
  },
  'flow-partial': {
    stands: 'What “.” draws on',
    steps: {
      'a position that was left out says so and can be asked for': async tab => {
        await tabTo(tab, 'token');
        await tab.keyboard.press('Home');
        await tab.keyboard.press('Enter');
        await tab.getByText('This position was not computed.').waitFor();
        await tab.getByRole('button', { name: 'Compute “In”' }).press('Enter');
        await tab.waitForFunction(() => globalThis.asked.filter(line => line === 'analyse flow').length === 2);
      },
    },
  },
  identifiability: {
    stands: 'Tokens found again',
    steps: {
      'a layer of the neighbours is chosen with the arrows': async tab => {
        await tabTo(tab, 'vscode-dropdown');
        const before = await tab.locator('tbody').last().textContent();
        await tab.keyboard.press('ArrowUp');
        await tab.waitForFunction(old => [...document.querySelectorAll('tbody')].at(-1).textContent !== old, before);
      },
    },
  },
};

const banner = (tab, words) => tab.locator('.bench > .banner').filter({ hasText: words }).waitFor();

const WHAT_IF = {
  'Space adds a head to the scope, L its layer, A takes all': async tab => {
    await tabTo(tab, 'head-grid');
    const scope = words => tab.locator('.scope').filter({ hasText: words }).waitFor();
    await tab.keyboard.press('Enter');
    await scope(/^Scope: L2 H1$/);
    await tab.keyboard.press('ArrowRight');
    await tab.keyboard.press(' ');
    await scope(/^Scope: L2 H1-2$/);
    await tab.keyboard.press('l');
    await scope(/^Scope: L2$/);
    await tab.keyboard.press('a');
    await scope(/all heads/);
  },
  'a mapping is chosen with the arrows, and its number on the slider': async tab => {
    await tabTo(tab, 'vscode-dropdown');
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown']) await tab.keyboard.press(key);
    await banner(tab, /What if: alpha-entmax on all heads — at inference time, no retraining/);
    await settle(tab);
    if (!(await focused(tab)).includes('vscode-dropdown')) throw new Error('the list lost the focus');
    await tabTo(tab, 'input');
    await tab.keyboard.press('ArrowRight');
    await banner(tab, /alpha 1\.55/);
  },
  'the swap is kept beside another, and taken back': async tab => {
    await tab.getByRole('button', { name: 'Add another' }).press('Enter');
    await tab.locator('.chips li').filter({ hasText: 'alpha-entmax, alpha 1.55 on all heads' }).waitFor();
    await tab.getByRole('button', { name: /^Undo: alpha-entmax/ }).press('Enter');
    await tab.getByText('Nothing is changed yet.').waitFor();
  },
  'K knocks out the head under the focus': async tab => {
    await tab.locator('.head-grid').focus();
    await tab.keyboard.press('k');
    await banner(tab, /L2 H2 knocked out/);
    await tab.keyboard.press('k');
    await tab.getByText('Nothing is changed yet.').waitFor();
  },
  'Enter on a cell opens its weight, a number sets it, Escape goes back': async tab => {
    await tab.locator('.triptych .matrix').nth(1).focus();
    for (const key of ['Control+End', 'Home', 'ArrowRight', 'Enter', 'Control+a']) await tab.keyboard.press(key);
    await tab.keyboard.type('0.9');
    await tab.keyboard.press('Enter');
    await banner(tab, /weight 25 → 1 of L2 H2 set to 0\.900/);
    await tab.locator('.triptych-holder .live').filter({ hasText: 'after 0.900' }).waitFor();
    await tab.keyboard.press('Escape');
    await settle(tab);
    if (!(await focused(tab)).split(' ').includes('matrix')) throw new Error('the matrix has not the focus again');
  },
  'a weight is pulled with the mouse': async tab => {
    const box = await tab.locator('.triptych .matrix').nth(1).boundingBox();
    await tab.mouse.move(box.x + 60, box.y + 200);
    await tab.mouse.down();
    for (const up of [20, 40, 80]) await tab.mouse.move(box.x + 60, box.y + 200 - up);
    await tab.mouse.up();
    await banner(tab, /weight \d+ → \d+ of L2 H2 set to/);
    await settle(tab);
    if (await tab.locator('.editor').isVisible()) throw new Error('a pull is no click');
  },
  'an experiment of the list is made again, exported and removed': async tab => {
    await tab.getByRole('button', { name: /^Repeat: alpha-entmax, alpha 1.5 on L0/ }).press('Enter');
    await banner(tab, /alpha-entmax, alpha 1.5 on L0/);
    await tab.getByRole('button', { name: 'Export all as CSV' }).press('Enter');
    await askedFor(tab, 'save demo-what-if.csv');
    await tab.getByRole('button', { name: /^Remove: alpha-entmax, alpha 1.5 on L0/ }).press('Enter');
    await tab.getByRole('button', { name: /^Repeat: alpha-entmax, alpha 1.5 on L0/ }).waitFor({ state: 'detached' });
  },
  'an experiment over all heads is run': async tab => {
    await tab.locator('.series').getByRole('button', { name: 'Run' }).press('Enter');
    await tab.locator('.series-result .matrix').waitFor();
  },
};

Object.assign(SCENES, {
  'whatif-none': { stands: 'Nothing is changed yet.', steps: WHAT_IF },
  'whatif-waiting': {
    stands: 'What if 42 %',
    steps: {
      'Escape cancels, and the head as it is stays': async tab => {
        await tab.locator('.head-grid').focus();
        await tab.keyboard.press('Escape');
        await tab.getByRole('button', { name: 'Cancel' }).waitFor({ state: 'hidden' });
        await tab.locator('.triptych canvas').first().waitFor();
      },
    },
  },
});

export async function walk(browser, address) {
  let failed = 0;
  const context = await browser.newContext({ viewport: { width: 1100, height: 900 } });
  await watchPages(context);
  for (const [scene, { stands, steps }] of Object.entries(SCENES)) {
    const tab = await context.newPage();
    tab.setDefaultTimeout(20_000);
    await tab.goto(`${address}/?scene=${scene}&theme=dark`);
    await tab.getByText(stands).first().waitFor();
    for (const [name, step] of Object.entries(steps)) {
      try {
        await step(tab);
      } catch (error) {
        failed += 1;
        console.error(`keyboard, ${scene}: ${name}: ${error.message} (last asked: ${await asked(tab)})`);
      }
    }
    await tab.close();
  }
  await context.close();
  return failed;
}
