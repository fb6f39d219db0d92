// polkadot-api (PAPI) against a node, with descriptors that its own command-line tool makes from that node.
// Usage: node papi.mjs ws://127.0.0.1:9944 FOLDER   (FOLDER: an empty one, in which the tool works)
// Prints one JSON object; exits with 0 only when everything held.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Keyring } from '@polkadot/keyring';
import { cryptoWaitReady } from '@polkadot/util-crypto';
import { merkleizeMetadata } from '@polkadot-api/merkleize-metadata';
import { Binary, createClient, Enum } from 'polkadot-api';
import { getPolkadotSigner, withMetadataHash } from 'polkadot-api/signer';
import { getWsProvider } from 'polkadot-api/ws';
import { WebSocket } from 'ws';

const [url, folder] = process.argv.slice(2);
const complaints = [];
for (const level of ['warn', 'error']) {
  const original = console[level];
  console[level] = (...words) => { complaints.push(words.join(' ')); original(...words); };
}

const deadline = setTimeout(() => { console.log('timed out'); process.exit(2); }, 240_000);

/** Runs the command-line tool of polkadot-api; what it prints goes to standard error. */
function papi(...words) {
  // The tool wants a WebSocket in the language, which Node.js 20 has behind a flag; later ones pass over the flag.
  const tool = fileURLToPath(new URL('node_modules/polkadot-api/bin/cli.js', import.meta.url));
  const { status } = spawnSync(process.execPath, ['--experimental-websocket', tool, ...words], { cwd: folder, stdio: ['ignore', 2, 2] });
  assert.equal(status, 0, `papi ${words.join(' ')}`);
}

// Descriptors from the node's metadata, typed and all. The tool would add them to a package and install it: here they stay a folder.
symlinkSync(join(dirname(fileURLToPath(import.meta.url)), 'node_modules'), join(folder, 'node_modules'));
writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'descriptors-of-gensyn', private: true, type: 'module' }));
mkdirSync(join(folder, '.papi'));
writeFileSync(join(folder, '.papi', 'polkadot-api.json'),
  JSON.stringify({ version: 0, descriptorPath: '.papi/descriptors', entries: {}, options: { noDescriptorsPackage: true } }));
papi('add', 'gensyn', '-w', url, '--skip-codegen');
papi('generate');
const { gensyn } = await import(pathToFileURL(join(folder, '.papi', 'descriptors', 'dist', 'index.js')));

await cryptoWaitReady();
const client = createClient(getWsProvider(url, { websocketClass: WebSocket }));
const api = client.getTypedApi(gensyn);
const sr25519 = new Keyring({ type: 'sr25519', ss58Format: 42 });
const [alice, bob, ferdie] = ['//Alice', '//Bob', '//Ferdie'].map((uri) => sr25519.addFromUri(uri));
const signerOf = (pair, scheme) => getPolkadotSigner(pair.addressRaw, scheme, (payload) => pair.sign(payload));
const signer = signerOf(alice, 'Sr25519');
const unit = 10n ** 12n;
const free = async (address) => (await api.query.System.Account.getValue(address)).data.free;
const send = async (call, by, options) => {
  const result = await call.signAndSubmit(by, options);
  assert.ok(result.ok, JSON.stringify(result.dispatchError, (_, value) => typeof value === 'bigint' ? `${value}` : value));
  return result;
};

// Constants and runtime APIs.
const version = await api.constants.System.Version();
assert.equal(version.spec_name, 'gensyn');
assert.deepEqual(await api.apis.Core.version(), version);
assert.equal(await api.constants.System.SS58Prefix(), 42);
assert.ok(await api.constants.Balances.ExistentialDeposit() > 0n);
assert.deepEqual(await api.apis.Metadata.metadata_versions(), [14, 15, 16]);
assert.equal(await api.apis.AccountNonceApi.account_nonce(alice.address), (await api.query.System.Account.getValue(alice.address)).nonce);

// View functions, and the runtime API of the market.
assert.equal(await api.view.Proxy.is_superset(Enum('Any'), Enum('Compute')), true);
assert.equal(await api.view.Proxy.is_superset(Enum('Compute'), Enum('Any')), false);
const { decodedCall: remark } = api.tx.System.remark({ remark: Binary.fromText('hello') });
assert.equal(await api.view.Proxy.check_permissions(remark, Enum('NonTransfer')), true);
assert.equal(await api.apis.ComputeApi.task(4_000_000), undefined);
assert.deepEqual(await api.apis.ComputeApi.tasks({ state: undefined, submitter: undefined, solver: undefined }, 0, 10), { tasks: [], next: undefined });

// A transfer, watched from outside; the fee is estimated for an era as long as can be, and a block earlier, when the multiplier was another.
const seen = [];
const watching = api.event.Balances.Transfer.watch().subscribe(({ events }) => seen.push(...events.map(({ payload }) => payload)));
const amount = 12_345n * unit / 1000n;
const transfer = api.tx.Balances.transfer_keep_alive({ dest: Enum('Id', bob.address), value: amount });
const fee = await transfer.getEstimatedFees(alice.address);
const before = { alice: await free(alice.address), bob: await free(bob.address) };
const { events, block } = await send(transfer, signer);
const [moved] = api.event.Balances.Transfer.filter(events);
const [{ payload: paid }] = api.event.TransactionPayment.TransactionFeePaid.filter(events);
assert.deepEqual(moved.payload, { from: alice.address, to: bob.address, amount });
assert.ok(paid.actual_fee * 10n > fee * 9n && paid.actual_fee * 10n < fee * 11n, `${paid.actual_fee} paid, ${fee} estimated`);
assert.equal(await free(bob.address), before.bob + amount);
assert.equal(await free(alice.address), before.alice - amount - paid.actual_fee);
assert.equal((await api.query.System.Account.getValue(bob.address, { at: block.hash })).data.free, before.bob + amount);

// A refusal has a name.
const refused = await api.tx.Balances.transfer_keep_alive({ dest: Enum('Id', bob.address), value: before.alice }).signAndSubmit(signer);
assert.equal(refused.ok, false);
assert.deepEqual([refused.dispatchError.type, refused.dispatchError.value.type], ['Token', 'FundsUnavailable']);
const unknown = await api.tx.Tasks.cancel({ task: 4_000_000 }).signAndSubmit(signer);
assert.deepEqual([unknown.dispatchError.value.type, unknown.dispatchError.value.value.type], ['Tasks', 'UnknownTask']);

// Calls inside calls, and every scheme of signature.
await send(api.tx.Utility.batch_all({ calls: [transfer.decodedCall, remark] }), signer);
for (const [type, scheme] of [['ed25519', 'Ed25519'], ['ecdsa', 'Ecdsa']]) {
  const pair = new Keyring({ type, ss58Format: 42 }).addFromUri('//Papi');
  await send(api.tx.Balances.transfer_keep_alive({ dest: Enum('Id', pair.address), value: 2n * unit }), signer);
  const own = getPolkadotSigner(pair.addressRaw, scheme, (payload) => pair.sign(payload));
  await send(api.tx.Balances.transfer_keep_alive({ dest: Enum('Id', ferdie.address), value: unit / 2n }), own);
}

// A signer that proves the metadata it saw; one that saw another is refused.
const facts = { decimals: 12, tokenSymbol: 'GSYN' };
await send(transfer, withMetadataHash(facts, signer));
await assert.rejects(send(transfer, withMetadataHash({ ...facts, decimals: 13 }, signer)), /BadProof/);

// Storage of every shape: every item, and all entries of those that are maps, which need arguments.
let items = 0;
for (const [pallet, entries] of Object.entries((await gensyn.descriptors).storage)) {
  for (const name of Object.keys(entries)) {
    const item = api.query[pallet][name];
    await item.getValue().catch((error) => { assert.match(error.message, /Invalid Arguments/); return item.getEntries(); });
    items++;
  }
}
assert.ok(items > 40, `${items} storage items`);

watching.unsubscribe();
assert.ok(seen.some((e) => e.to === bob.address && e.amount === amount), 'the transfer was not watched');
assert.deepEqual(complaints, []);
console.log(JSON.stringify({ items, fee: `${fee}` }));
clearTimeout(deadline);
client.destroy();
process.exit(0);
