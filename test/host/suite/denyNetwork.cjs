// Loaded before everything else in a process: any way to another machine throws, and is written down in the file that HEADLIGHT_DENIED names.
const { appendFileSync } = require('node:fs');
const dns = require('node:dns');
const net = require('node:net');
const dgram = require('node:dgram');

function deny(what) {
  return (...args) => {
    const named = args.find(arg => typeof arg !== 'function');
    // A pipe is a file of this machine, not a network.
    appendFileSync(process.env.HEADLIGHT_DENIED, `${what} ${JSON.stringify(named)} ${new Error().stack}\n`);
    throw new Error(`network denied: ${what}`);
  };
}

net.Socket.prototype.connect = deny('connect');
net.Server.prototype.listen = deny('listen');
dgram.createSocket = deny('datagram');
for (const name of Object.keys(dns).filter(key => /^(lookup|resolve|reverse)/.test(key) && typeof dns[key] === 'function')) dns[name] = deny(name);
for (const name of Object.keys(dns.promises).filter(key => /^(lookup|resolve|reverse)/.test(key))) dns.promises[name] = deny(name);
globalThis.fetch = deny('fetch');
