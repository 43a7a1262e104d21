import { cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Place } from './place';

/** The place with another extension installed beside ours: `folder` of the fixtures, as it is. `fill` may add to its copy. */
export function withNeighbour(place: Place, folder: string, fill: (copy: string) => void = () => undefined): Place {
  const extensions = mkdtempSync(path.join(place.temporary, 'extensions-'));
  const installed: { relativeLocation: string }[] = JSON.parse(readFileSync(path.join(place.extensions, 'extensions.json'), 'utf8'));
  for (const { relativeLocation } of installed) symlinkSync(path.join(place.extensions, relativeLocation), path.join(extensions, relativeLocation));
  const copy = path.join(extensions, `test.${folder}-1.0.0`);
  cpSync(path.join(place.root, 'test/host/ui/fixtures', folder), copy, { recursive: true });
  fill(copy);
  const entry = {
    identifier: { id: `test.${folder}` },
    version: '1.0.0',
    location: { $mid: 1, path: copy, scheme: 'file' },
    relativeLocation: path.basename(copy),
    metadata: { pinned: true },
  };
  writeFileSync(path.join(extensions, 'extensions.json'), JSON.stringify([...installed, entry]));
  return { ...place, extensions };
}
