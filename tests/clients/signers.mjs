// Every way to sign and to wrap a call, with @polkadot/api: node signers.mjs ws://127.0.0.1:9944
// Schemes of signatures, eras, tips, the proof of metadata (RFC 78), batches; and that wrong proofs are refused.
// Prints one JSON object; exits with 0 only when everything held.
import assert from 'node:assert/strict';
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';
import { cryptoWaitReady } from '@polkadot/util-crypto';
import { merkleizeMetadata } from '@polkadot-api/merkleize-metadata';
import { hexToU8a, u8aToHex } from '@polkadot/util';

const [url] = process.argv.slice(2);
const warnings = [];
for (const level of ['warn', 'error']) console[level] = (...words) => warnings.push(words.join(' '));

// What any node of a current SDK makes @polkadot/api say: its list of known transaction extensions and RPC methods ends before these.
const expected = [/Unknown signed extensions AuthorizeCall, StorageWeightReclaim found/, /RPC methods not decorated/, /API\/INIT: .*Not decorating runtime apis/];

const deadline = setTimeout(() => { console.log('timed out', warnings); process.exit(2); }, 240_000);
await cryptoWaitReady();
const api = await ApiPromise.create({ provider: new WsProvider(url, 1000), throwOnConnect: true });
assert.equal(api.runtimeMetadata.version, 16);
const pair = (type, uri) => new Keyring({ type, ss58Format: 42 }).addFromUri(uri);
const alice = pair('sr25519', '//Alice');
const bob = pair('sr25519', '//Bob');
const unit = 10n ** 12n;

/** Signs, sends and waits for the block; returns the events. */
const send = (call, signer, options = {}) => new Promise((resolve, reject) => {
  let stop;
  call.signAndSend(signer, options, (result) => {
    if (result.isError) reject(new Error(`status ${result.status.type}`));
    if (result.dispatchError) reject(new Error(`refused: ${result.dispatchError}`));
    if (result.status.isFinalized) { stop?.(); resolve(result.events.map(({ event }) => event)); }
  }).then((unsubscribe) => { stop = unsubscribe; }, reject);
});
const gift = (to, amount) => api.tx.balances.transferKeepAlive(to, amount);

// Each scheme of signatures pays.
const signed = [];
for (const type of ['sr25519', 'ed25519', 'ecdsa']) {
  const own = pair(type, '//Schemes');
  await send(gift(own.address, 10n * unit), alice);
  const events = await send(gift(bob.address, unit), own);
  signed.push(events.find((e) => e.method === 'Transfer').data.from.toString());
  assert.equal(signed.at(-1), own.address);
}

// Immortal and mortal, with and without a tip.
await send(gift(bob.address, unit), alice, { era: 0 });
const tipped = await send(gift(bob.address, unit), alice, { era: 64, tip: 5n * unit });
assert.equal(tipped.find((e) => e.method === 'TransactionFeePaid').data.tip.toBigInt(), 5n * unit);

// A signature over the hash of the metadata that the wallet saw, from V15 as the reference has it and from V16 as new wallets read it.
const facts = { decimals: 12, tokenSymbol: 'GSYN' };
const metadata = async (version) => {
  const option = hexToU8a((await api.rpc.state.call('Metadata_metadata_at_version', u8aToHex(Uint8Array.of(version, 0, 0, 0)))).toHex());
  return option.subarray(Buffer.from(option).indexOf('meta'));
};
const hash = u8aToHex(merkleizeMetadata(await metadata(15), facts).digest());
assert.equal(u8aToHex(merkleizeMetadata(await metadata(16), facts).digest()), hash);
await send(gift(bob.address, unit), alice, { mode: 1, metadataHash: hash, withSignedTransaction: true });
await assert.rejects(send(gift(bob.address, unit), alice, { mode: 1, metadataHash: '0x' + '11'.repeat(32) }), /bad signature/);
await assert.rejects(send(gift(bob.address, unit), alice, { mode: 1 }), /bad signature/);

// Batches: all or nothing, as far as it goes, and whatever fails.
const broken = api.tx.balances.transferKeepAlive(bob.address, 10n ** 9n * unit);
const names = (events) => events.filter((e) => e.section === 'utility').map((e) => e.method);
assert.deepEqual(names(await send(api.tx.utility.batchAll([gift(bob.address, unit), gift(bob.address, unit)]), alice)), ['ItemCompleted', 'ItemCompleted', 'BatchCompleted']);
await assert.rejects(send(api.tx.utility.batchAll([gift(bob.address, unit), broken]), alice), /refused/);
assert.deepEqual(names(await send(api.tx.utility.batch([gift(bob.address, unit), broken, gift(bob.address, unit)]), alice)), ['ItemCompleted', 'BatchInterrupted']);
assert.deepEqual(names(await send(api.tx.utility.forceBatch([broken, gift(bob.address, unit)]), alice)), ['ItemFailed', 'ItemCompleted', 'BatchCompletedWithErrors']);

// The runtime API of the market.
const quote = await api.call.computeApi.quote({
  graph: '0x010203', seed: 1, steps: 8, interval: 4, dataRoots: [], data: '0x' + '00'.repeat(32), endpoint: 'http://127.0.0.1', requirements: { memoryMebibytes: 1, cores: 1, device: null },
  trainingBlocks: 10, maxPrice: 1, verifiers: 2,
});
assert.equal(api.registry.findMetaError(quote.asErr.asModule).name, 'GraphMalformed');
assert.ok((await api.call.computeApi.task(0)).isNone);
assert.equal((await api.call.computeApi.tasks({ state: null, submitter: null, solver: null }, 0, 10)).tasks.length, 0);

const unexpected = warnings.filter((line) => !expected.some((pattern) => pattern.test(line)) && !/1010: Invalid Transaction: Transaction has a bad signature/.test(line));
assert.deepEqual(unexpected, []);
console.log(JSON.stringify({ signed, hash }));
clearTimeout(deadline);
await api.disconnect();
process.exit(0);
