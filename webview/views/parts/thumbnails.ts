import type { AttentionView } from '../../../src/core/viewModels';
import type { Slice } from '../../../src/protocol/engine';
import type { HeadGrid, Thumbnails } from '../../charts/headGrid';
import type { Stage } from '../../stage';

/** Bytes of thumbnails that are asked for at once: with the weights of the head that is opened (1 MB) less than 4 MB before the first picture. */
const MOST_BYTES = 2.5e6;

/** Asks for thumbnails of all heads, as large as the grid can show them, and draws them. */
export async function showThumbnails(grid: HeadGrid, view: AttentionView, stage: Stage): Promise<void> {
  const heads = view.sites.reduce((sum, site) => sum + site.heads, 0);
  const side = Math.min(grid.wantedSide, Math.max(4, Math.floor(Math.sqrt(MOST_BYTES / Math.max(1, heads)))));
  const answer = await stage.slice({ kind: 'thumbnails', side });
  if (answer.ok) grid.show(thumbnailsOf(answer.value));
}

/** [sites][heads][side * side] or [sites][heads][side][side]. */
function thumbnailsOf({ dims, bytes }: Slice): Thumbnails {
  const [, heads = 1, side = 1] = dims;
  return { bytes, heads, side: dims.length > 3 ? side : Math.round(Math.sqrt(side)) };
}
