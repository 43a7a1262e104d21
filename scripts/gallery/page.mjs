// The gallery's own page: every picture that was drawn, scene by scene, theme beside theme.
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Writes `index.html` beside the pictures of a folder. */
export function writePage(folder, scenes, themes) {
  const pictures = new Set(readdirSync(folder).filter(name => name.endsWith('.png')));
  const rows = scenes
    .flatMap(scene => [scene, `${scene}-narrow`])
    .map(name => ({ name, files: themes.map(theme => `${name}-${theme}.png`).filter(file => pictures.has(file)) }))
    .filter(({ files }) => files.length > 0)
    .map(
      ({ name, files }) =>
        `<section id="${name}"><h2>${name}</h2>${files.map(file => `<a href="${file}"><img loading="lazy" src="${file}" alt="${file}"></a>`).join('')}</section>`,
    );
  const style = 'body{font:14px sans-serif;margin:16px}section{margin-bottom:32px}img{border:1px solid #999;margin:4px;max-height:480px;max-width:48%;vertical-align:top}';
  const file = path.join(folder, 'index.html');
  writeFileSync(file, `<!doctype html><html lang="en"><meta charset="utf-8"><title>Gallery</title><style>${style}</style><h1>Gallery</h1>${rows.join('\n')}</html>\n`);
  return file;
}
