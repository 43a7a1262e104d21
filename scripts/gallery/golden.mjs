// Golden pictures: each scene as it once looked right, small enough to be kept beside the code.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { difference } from './compare.mjs';

const FOLDER = 'test/webview/gallery/golden';
/** How many times smaller a golden picture is than the screen. */
const SCALE = 4;

/** A picture made small and written as it is kept, as base64, and its pixels as they are read again: so both sides have lost the same. */
const shrunk = (page, png) =>
  page.evaluate(
    async ([address, scale]) => {
      const image = new Image();
      image.src = address;
      await image.decode();
      const [width, height] = [Math.round(image.width / scale), Math.round(image.height / scale)];
      const canvas = Object.assign(document.createElement('canvas'), { width, height });
      const context = canvas.getContext('2d');
      context.imageSmoothingQuality = 'high';
      context.drawImage(image, 0, 0, width, height);
      return canvas.toDataURL('image/webp', 0.9).split(',')[1];
    },
    [`data:image/png;base64,${png.toString('base64')}`, SCALE],
  );

/** The pixels of a picture that is kept. */
async function pixels(page, webp) {
  const { width, height, rgba } = await page.evaluate(async address => {
    const image = new Image();
    image.src = address;
    await image.decode();
    const { width, height } = image;
    const context = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d', { willReadFrequently: true });
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    let text = '';
    for (let at = 0; at < data.length; at += 8192) text += String.fromCharCode(...data.subarray(at, at + 8192));
    return { width, height, rgba: btoa(text) };
  }, `data:image/webp;base64,${webp}`);
  return { width, height, data: Buffer.from(rgba, 'base64') };
}

const MADE_WITH = path.join(FOLDER, 'made-with.json');

/** What draws here: the browser, and how wide some words are in this machine's fonts. Pictures that something else drew cannot be held against each other. */
async function drawnWith(page) {
  const widths = await page.evaluate(() => {
    const context = document.createElement('canvas').getContext('2d');
    return ['13px sans-serif', '600 13px sans-serif', '13px monospace'].map(font => {
      context.font = font;
      return Math.round(context.measureText('In the beginning God created the heaven 0123456789').width);
    });
  });
  return { chromium: page.context().browser().version().split('.')[0], widths: widths.join(' ') };
}

/** Whether golden pictures can be compared here; says why not. Notes what draws them with `update`. */
export async function canCompare(page, update) {
  const now = await drawnWith(page);
  if (update) {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(MADE_WITH, `${JSON.stringify(now)}\n`);
    return true;
  }
  const then = existsSync(MADE_WITH) ? JSON.parse(readFileSync(MADE_WITH, 'utf8')) : {};
  const other = [then.chromium !== now.chromium && `another Chromium (${then.chromium}, here ${now.chromium})`, then.widths !== now.widths && 'other fonts'].filter(Boolean);
  if (other.length > 0) console.log(`golden pictures are not compared: they were made with ${other.join(' and ')}`);
  return other.length === 0;
}

/** What tells a scene's screenshot from its golden picture; undefined where nothing does. `update` takes the screenshot for the golden picture. */
export async function goldenFinding(page, name, png, update) {
  const file = path.join(FOLDER, `${name}.webp`);
  const now = await shrunk(page, png);
  if (update) {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(file, Buffer.from(now, 'base64'));
    return undefined;
  }
  if (!existsSync(file)) return `has no golden picture: look at it, and keep it with --update`;
  const then = readFileSync(file).toString('base64');
  if (now === then) return undefined;
  const words = difference(await pixels(page, now), await pixels(page, then), SCALE);
  return words && `its golden picture is another: it ${words}; look at it, and keep it with --update where it is right`;
}
