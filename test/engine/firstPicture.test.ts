import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { firstPicture } from '../../scripts/bench/picture';
import { Engine } from '../../src/engine/engine';
import { makeRandomLlama } from '../fixtures/make/randomLlama';

/** What a panel may be sent before it shows a picture of 512 tokens in 12 layers of 12 heads. All weights are 151 MB. */
const MOST = 4e6;

it('a panel has its first picture of 512 tokens and 144 heads after 4 MB at most', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'headlight-picture-'));
  const engine = new Engine();
  try {
    makeRandomLlama(folder, { layers: 12, heads: 12, hidden: 48, maxTokens: 512 });
    const text = Array.from({ length: 512 }, (_, i) => `w${(i * 31) % 509}`).join(' ');
    const bytes = await firstPicture(engine, folder, { kind: 'text', text });
    // Each part is there, and not more of it than the picture takes.
    expect(bytes.head).toBeGreaterThan(512 * 512 * 4);
    expect(bytes.thumbnails).toBeGreaterThan(144 * 96 * 96);
    expect(bytes.view).toBeGreaterThan(512);
    expect(bytes.card + bytes.view + bytes.thumbnails + bytes.head).toBeLessThan(MOST);
  } finally {
    await engine.close();
    rmSync(folder, { recursive: true });
  }
}, 120_000);
