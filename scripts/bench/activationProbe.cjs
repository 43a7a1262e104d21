// Runs inside VS Code as its test: what the extension's activation takes. VS Code reports the same two times in "Running Extensions": reading and running
// the bundle, and the call of activate(). Processor time of the thread says what they cost on a machine that does other things as well.
const { writeFileSync } = require('node:fs');
const Module = require('node:module');
const vscode = require('vscode');

/** Milliseconds: of the clock, and of the processor where Node can tell it by thread. */
const now = () => ({ clock: performance.now(), processor: process.threadCpuUsage ? process.threadCpuUsage().user / 1000 + process.threadCpuUsage().system / 1000 : Number.NaN });
const since = start => {
  const end = now();
  return { clock: end.clock - start.clock, processor: end.processor - start.processor };
};

exports.run = async () => {
  const extension = vscode.extensions.getExtension('headlight.headlight');
  if (extension.isActive) throw new Error('the extension was active before it was asked for');
  const times = {};
  const load = Module._load;
  Module._load = function (request, ...rest) {
    if (!/dist[\\/]extension\.js$/.test(request)) return load.call(this, request, ...rest);
    const start = now();
    const loaded = load.call(this, request, ...rest);
    times.load = since(start);
    const activate = context => {
      const call = now();
      const api = loaded.activate(context);
      times.call = since(call);
      return api;
    };
    return { ...loaded, activate };
  };
  const start = now();
  await extension.activate();
  times.whole = since(start);
  Module._load = load;
  if (!times.call) throw new Error('the extension was not loaded from its bundle');
  writeFileSync(process.env.HEADLIGHT_MEASURED, JSON.stringify(times));
};
