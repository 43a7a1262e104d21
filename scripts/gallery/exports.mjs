// Exports scenes as PNG and as SVG and looks at both: each must be well formed, and the drawing must look like the image, which must look like the screen.
import { mkdirSync, writeFileSync } from 'node:fs';
import { settle, watchPages } from './settled.mjs';

/** Scenes of every kind of picture. */
export const EXPORTED = ['attention', 'heads', 'heads-clusters', 'heads-distributions', 'flow', 'flow-layers', 'identifiability', 'effective-difference', 'whatif'];
/** Mean difference of two pictures' pixels, 0..255, below which they are the same picture: text is set by another engine in an SVG. */
const SAME = 6;

async function choose(tab, item) {
  await tab.getByRole('button', { name: 'Export', exact: true }).click();
  await tab.getByRole('menuitem', { name: item }).click();
  await tab.getByText('Saved.').waitFor();
}

/** What the scene's host was given to save, the last of an ending; bytes as base64. */
const saved = (tab, ending) =>
  tab.evaluate(async wanted => {
    const [, content] = [...globalThis.saved].filter(([name]) => name.endsWith(wanted)).at(-1);
    if (typeof content === 'string') return content;
    return btoa(Array.from(content, byte => String.fromCharCode(byte)).join(''));
  }, ending);

/** Mean absolute difference of two pictures, drawn over each other at the first one's size, the sizes, and whether both show anything. */
const compared = (page, one, two) =>
  page.evaluate(
    async addresses => {
      const images = await Promise.all(
        addresses.map(async address => {
          const image = new Image();
          image.src = address;
          await image.decode();
          return image;
        }),
      );
      const [width, height] = [images[1].width, images[1].height];
      const pixels = images.map(image => {
        const canvas = Object.assign(document.createElement('canvas'), { width, height });
        const context = canvas.getContext('2d');
        context.drawImage(image, 0, 0, width, height);
        return context.getImageData(0, 0, width, height).data;
      });
      let sum = 0;
      for (let at = 0; at < pixels[0].length; at++) sum += Math.abs(pixels[0][at] - pixels[1][at]);
      return {
        difference: sum / pixels[0].length,
        sizes: images.map(image => [image.width, image.height]),
        colours: pixels.map(data => new Set(new Uint32Array(data.buffer)).size),
      };
    },
    [one, two],
  );

/** Exports the scenes; gives the number of findings. */
export async function exportScenes(browser, address, out, themes) {
  mkdirSync(`${out}/exports`, { recursive: true });
  let failed = 0;
  const find = (name, what) => {
    failed++;
    console.error(`export of ${name}: ${what}`);
  };
  const context = await browser.newContext({ viewport: { width: 1100, height: 900 } });
  await watchPages(context);
  const blank = await browser.newPage();
  for (const scene of EXPORTED)
    for (const theme of themes) {
      const name = `${scene}-${theme}`;
      const tab = await context.newPage();
      tab.on('console', message => ['error', 'warning'].includes(message.type()) && find(name, message.text()));
      tab.on('pageerror', error => find(name, error.message));
      await tab.goto(`${address}/?scene=${scene}&theme=${theme}`);
      await tab.locator('#picture canvas').first().waitFor();
      await settle(tab);
      await choose(tab, 'Image (PNG)…');
      await choose(tab, 'Drawing (SVG)…');
      const png = await saved(tab, '.png');
      const svg = await saved(tab, '.svg');
      writeFileSync(`${out}/exports/${name}.png`, Buffer.from(png, 'base64'));
      writeFileSync(`${out}/exports/${name}.svg`, svg);
      const broken = await tab.evaluate(text => new DOMParser().parseFromString(text, 'image/svg+xml').querySelector('parsererror')?.textContent, svg);
      if (broken) find(name, broken);
      const drawing = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
      const { difference, sizes, colours } = await compared(blank, `data:image/png;base64,${png}`, drawing);
      if (difference > SAME) find(name, `drawing and image differ by ${difference.toFixed(1)}`);
      if (Math.abs(sizes[0][0] - 2 * sizes[1][0]) > 2) find(name, `sizes ${JSON.stringify(sizes)}`);
      if (Math.min(...colours) < 20) find(name, `shows ${colours} colours`);
      if (!/<text /.test(svg) || !/<path /.test(svg)) find(name, 'has no text or no lines');
      console.log(`export of ${name}: ${(png.length * 0.75e-3).toFixed(0)} kB, ${(svg.length * 1e-3).toFixed(0)} kB, difference ${difference.toFixed(2)}`);
      await tab.close();
    }
  await context.close();
  await blank.close();
  return failed;
}
