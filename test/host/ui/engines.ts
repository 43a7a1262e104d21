import { readdirSync, readFileSync } from 'node:fs';
import type { Place } from './place';

/** The engines that the installed extension runs now, as process ids. */
export function enginesOf({ extensions }: Place): readonly number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .filter(pid => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        return line.includes(extensions) && line.includes('dist/engine.js') && !/State:\s+Z/.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** Stops the next engine in its tracks as soon as it starts, as a checkpoint does that takes long to open; gives its process id. */
export function freezeNext(place: Place): Promise<number> {
  const known = new Set(enginesOf(place));
  return new Promise(resolve => {
    const look = setInterval(() => {
      const pid = enginesOf(place).find(one => !known.has(one));
      if (pid === undefined) return;
      clearInterval(look);
      process.kill(pid, 'SIGSTOP');
      resolve(pid);
    }, 5);
  });
}

/** Waits until a process is gone. */
export async function isGone(place: Place, pid: number): Promise<boolean> {
  for (const end = Date.now() + 20_000; enginesOf(place).includes(pid); ) {
    if (Date.now() > end) return false;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  return true;
}
