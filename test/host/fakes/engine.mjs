// An engine that says what its environment tells it to: for tests of the host's side of the border. It speaks the wire's plain JSON-RPC.
const protocol = Number(process.env.FAKE_PROTOCOL);

const ANSWERS = {
  hello: () => ({ protocol, runtime: 'fake', analyses: [] }),
  open: ({ model }) => ({ path: model.path, pid: process.pid }),
  tokens: () => never,
  analyse: () => {
    for (;;);
  },
  slice: () => process.kill(process.pid, process.env.FAKE_SIGNAL ?? 'SIGKILL'),
  glance: () => {
    throw { code: 'no-tokenizer', path: '/models/a' };
  },
};
const never = new Promise(() => undefined);

if (process.env.FAKE_DIES) {
  console.error('no such library');
  process.exit(3);
}
process.on('disconnect', () => process.exit());
process.on('message', async ({ id, method, params }) => {
  if (id === undefined) return;
  try {
    process.send({ jsonrpc: '2.0', id, result: await ANSWERS[method](params.params) });
  } catch (fault) {
    process.send({ jsonrpc: '2.0', id, error: { code: -32603, message: fault.code, data: fault } });
  }
});
