// Golden pictures: each scene as it once looked right, small enough to be kept beside the code. A picture is the same where its blocks have the same
// colours; a letter that another version of the font draws by a pixel aside is not a difference, a bar that is missing is.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const FOLDER = 'test/webview/gallery/golden';
/** Width of a golden picture, and side of a block of it, in pixels. */
const WIDTH = 275;
const BLOCK = 5;
/** How far two blocks' mean colours may be apart, 0..255, and which share of the blocks may be further. */
const NEAR = 16;
const FAR_SHARE = 0.01;
/** How much taller or shorter a picture may be, as a share. */
const TALLER = 0.04;

/** A picture made small: as a data address, and the mean colours of its blocks, row by row. */
const shrunk = (page, bytes, kind) =>
  page.evaluate(
    async ([address, width, block]) => {
      const image = new Image();
      image.src = address;
      await image.decode();
      const height = Math.round((image.height * width) / image.width);
      const canvas = Object.assign(document.createElement('canvas'), { width, height });
      const context = canvas.getContext('2d', { willReadFrequently: true });
      context.imageSmoothingQuality = 'high';
      context.drawImage(image, 0, 0, width, height);
      const { data } = context.getImageData(0, 0, width, height);
      const [across, down] = [Math.floor(width / block), Math.floor(height / block)];
      const blocks = [];
      for (let y = 0; y < down; y++)
        for (let x = 0; x < across; x++) {
          const sum = [0, 0, 0];
          for (let row = y * block; row < (y + 1) * block; row++)
            for (let column = x * block; column < (x + 1) * block; column++) for (let part = 0; part < 3; part++) sum[part] += data[(row * width + column) * 4 + part];
          blocks.push(...sum.map(value => value / block ** 2));
        }
      return { address: canvas.toDataURL('image/webp', 0.8), across, down, blocks };
    },
    [`data:image/${kind};base64,${bytes.toString('base64')}`, WIDTH, BLOCK],
  );

const FONT = path.join(FOLDER, 'font.json');

/** How wide some words are in the fonts of this machine: pictures with other fonts cannot be held against each other. */
const widths = page =>
  page.evaluate(() => {
    const context = document.createElement('canvas').getContext('2d');
    return ['13px sans-serif', '600 13px sans-serif', '13px monospace'].map(font => {
      context.font = font;
      return Math.round(context.measureText('In the beginning God created the heaven 0123456789').width);
    });
  });

/** Whether golden pictures can be compared here; says why not. Notes the fonts with `update`. */
export async function canCompare(page, update) {
  const now = `[${(await widths(page)).join(', ')}]`;
  if (update) {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(FONT, `${now}\n`);
    return true;
  }
  const same = existsSync(FONT) && readFileSync(FONT, 'utf8').trim() === now;
  if (!same) console.log('golden pictures are not compared: they were made with other fonts than this machine has');
  return same;
}

/** What tells a scene's screenshot from its golden picture; undefined where nothing does. `update` takes the screenshot for the golden picture. */
export async function goldenFinding(page, name, png, update) {
  const file = path.join(FOLDER, `${name}.webp`);
  const now = await shrunk(page, png, 'png');
  if (update) {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(file, Buffer.from(now.address.split(',')[1], 'base64'));
    return undefined;
  }
  if (!existsSync(file)) return `has no golden picture: look at it, and keep it with --update`;
  const then = await shrunk(page, readFileSync(file), 'webp');
  if (Math.abs(now.down - then.down) / then.down > TALLER) return `is ${now.down * BLOCK} high, its golden picture ${then.down * BLOCK}`;
  let far = 0;
  const blocks = Math.min(now.down, then.down) * now.across;
  for (let at = 0; at < blocks; at++) if ([0, 1, 2].some(part => Math.abs(now.blocks[at * 3 + part] - then.blocks[at * 3 + part]) > NEAR)) far++;
  return far / blocks > FAR_SHARE
    ? `differs from its golden picture in ${((100 * far) / blocks).toFixed(1)} % of its blocks; look at it, and keep it with --update where it is right`
    : undefined;
}
