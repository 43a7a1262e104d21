// Processor time by part of a running VS Code: what work costs where other work shares the machine. On Linux, which tells it in /proc.
import { readdirSync, readFileSync } from 'node:fs';

/** Which part a process is, by its command line. */
const PARTS = { engine: /dist\/engine\.js/, host: /--type=extensionHost/, page: /--type=renderer/ };
/** Linux counts processor time in hundredths of a second. */
const TICK_MS = 10;

function processes() {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(pid => {
      try {
        const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
          .replace(/^.*\) /s, '')
          .split(' ');
        return [{ pid, parent: fields[1], time: (Number(fields[11]) + Number(fields[12])) * TICK_MS, line: readFileSync(`/proc/${pid}/cmdline`, 'utf8') }];
      } catch {
        return [];
      }
    });
}

/** Milliseconds of processor time so far of this process's descendants, by part; undefined where the system does not tell. */
export function processorTimes() {
  if (process.platform !== 'linux') return undefined;
  const all = processes();
  const ours = new Set([String(process.pid)]);
  for (let known = 0; known < ours.size; ) {
    known = ours.size;
    for (const { pid, parent } of all) if (ours.has(parent)) ours.add(pid);
  }
  const of = pattern => all.filter(({ pid, line }) => ours.has(pid) && pattern.test(line)).reduce((sum, { time }) => sum + time, 0);
  return Object.fromEntries(Object.entries(PARTS).map(([part, pattern]) => [part, of(pattern)]));
}

/** What was added since, by part. */
export const processorSince = before => {
  const now = before && processorTimes();
  return now && Object.fromEntries(Object.keys(now).map(part => [part, now[part] - before[part]]));
};
