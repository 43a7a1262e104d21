/** How often it is looked whether who started this process is still there, milliseconds. */
const OFTEN = 1000;

/** Ends this process, and with it the browser that it started, when nobody reads what it says or who started it is gone: a run that was killed leaves nothing running. */
export function endWithParent() {
  const { ppid } = process;
  const end = () => process.exit(1);
  for (const stream of [process.stdout, process.stderr]) stream.on('error', end);
  setInterval(() => process.ppid !== ppid && end(), OFTEN).unref();
}
