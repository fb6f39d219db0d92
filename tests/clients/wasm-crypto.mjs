// Measures @polkadot/wasm-crypto, the crypto that wallets run, for `Gensyn.Benchmarks foundations`: a peer that works only when asked.
// Standard input, one JSON object a line: first the inputs, {"sr25519": {seed, public, message, signature}, "ed25519": {…}, "data"} as hex;
// then {"operation", "count"}, each answered by {"seconds"} on standard output. The first answer is {"node", "wasmCrypto"}, or an exit with code 1.
import assert from 'node:assert/strict';
import { createInterface } from 'node:readline';
import * as wasm from '@polkadot/wasm-crypto';

await wasm.waitReady();
const bytes = (hex) => Uint8Array.from(Buffer.from(hex, 'hex'));
const unkeyed = new Uint8Array(0);
let operations;

/** Takes in the inputs and checks that both sides do the same work. */
function prepare({ sr25519, ed25519, data }) {
  const [sr, ed] = [sr25519, ed25519].map((side) => Object.fromEntries(Object.entries(side).map(([name, hex]) => [name, bytes(hex)])));
  const pair = wasm.sr25519KeypairFromSeed(sr.seed);
  const [secret, key] = [pair.slice(0, 64), pair.slice(64)];
  const input = bytes(data);
  assert.deepEqual(key, sr.public, 'sr25519: the public keys differ');
  assert(wasm.sr25519Verify(sr.signature, sr.message, sr.public), 'sr25519: the signature is refused');
  assert(wasm.ed25519Verify(ed.signature, ed.message, ed.public), 'ed25519: the signature is refused');
  operations = {
    sr25519Verify: () => wasm.sr25519Verify(sr.signature, sr.message, sr.public),
    sr25519Sign: () => wasm.sr25519Sign(key, secret, sr.message),
    ed25519Verify: () => wasm.ed25519Verify(ed.signature, ed.message, ed.public),
    blake2b32: () => wasm.blake2b(input, unkeyed, 32),
  };
  return { node: process.version, wasmCrypto: wasm.packageInfo.version };
}

function measure({ operation, count }) {
  const run = operations[operation];
  assert(run, `no operation ${operation}`);
  const began = process.hrtime.bigint();
  for (let i = 0; i < count; i++) run();
  return { seconds: Number(process.hrtime.bigint() - began) / 1e9 };
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  console.log(JSON.stringify(operations ? measure(request) : prepare(request)));
}
