// Waits until a scene is drawn: nothing is asked, nothing will be drawn, nothing moves. So no picture is taken half drawn, however slow the machine is, and none is waited
// for longer than it takes.

/** How long a scene may take, milliseconds. */
const PATIENCE = 30_000;
/** Frames in a row in which nothing may be open: one lays out, and observers of sizes draw in the next. */
const QUIET = 3;

/** Runs in the page before its own scripts: counts timers and frames that were asked for. Answers of a scene's host come by timers, too. */
function watch() {
  const open = new Set();
  const counted = (ask, end) => {
    const [asked, ended] = [globalThis[ask].bind(globalThis), globalThis[end].bind(globalThis)];
    globalThis[ask] = (work, ...more) => {
      const id = asked(
        (...given) => {
          open.delete(`${ask} ${id}`);
          return work(...given);
        },
        ...more,
      );
      open.add(`${ask} ${id}`);
      return id;
    };
    globalThis[end] = id => {
      open.delete(`${ask} ${id}`);
      ended(id);
    };
    return asked;
  };
  counted('setTimeout', 'clearTimeout');
  const frame = counted('requestAnimationFrame', 'cancelAnimationFrame');
  // What moves without end is a sign of waiting, and stands still in a screenshot.
  const moving = () => document.getAnimations().some(one => one.playState === 'running' && Number.isFinite(one.effect?.getComputedTiming().endTime));
  const still = () => open.size === 0 && !moving() && document.fonts.status === 'loaded' && [...document.images].every(one => one.complete);
  /** Resolves when nothing was open for so many frames. */
  globalThis.settled = quiet =>
    new Promise(resolve => {
      let left = quiet;
      const look = () => {
        left = still() ? left - 1 : quiet;
        if (left === 0) resolve();
        else frame(look);
      };
      frame(look);
    });
  globalThis.unsettled = () => [...open].join(', ') || 'it moves, or loads';
}

/** Pages of this context can be waited for. */
export const watchPages = context => context.addInitScript(watch);

/** Waits until a page has settled; throws, saying what is still open, where it does not. */
export async function settle(tab) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(async () => {
      const open = await tab.evaluate(() => globalThis.unsettled()).catch(() => 'it does not answer');
      reject(new Error(`not drawn after ${PATIENCE / 1000} s: ${open}`));
    }, PATIENCE);
  });
  try {
    await Promise.race([tab.evaluate(quiet => globalThis.settled(quiet), QUIET), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Pictures are taken one at a time: a browser that is asked for two may give neither. */
let taken = Promise.resolve();

/** A settled page as a picture, from top to bottom. */
export async function pictureOf(tab, path) {
  await settle(tab);
  // A sign of waiting that turns is drawn as it begins.
  const take = () => tab.screenshot({ path, fullPage: true, animations: 'disabled', timeout: PATIENCE });
  // A frame that never comes is asked for again.
  const picture = taken.then(() => take().catch(take));
  taken = picture.catch(() => undefined);
  return picture;
}

/** The picture that a page gives twice in a row: a browser that is short of time may give one of what it has painted so far. */
export async function standing(tab, path, first) {
  let before = first;
  for (let time = 0; time < 5; time++) {
    const picture = await pictureOf(tab, path);
    if (picture.equals(before)) return picture;
    before = picture;
  }
  throw new Error('gives another picture each time');
}
