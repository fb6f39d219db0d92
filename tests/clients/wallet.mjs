// A wallet's day on the chain, with @polkadot/api: connect, transfer, read every kind of storage, submit a task and watch it settle.
// Usage: node wallet.mjs ws://127.0.0.1:9944 [spec.json]   (spec.json: what `gensyn submit --spec` writes)
// Prints one JSON object; exits with 0 only when everything held.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';
import { cryptoWaitReady, createKeyMulti, encodeAddress, sortAddresses } from '@polkadot/util-crypto';

const [url, specFile] = process.argv.slice(2);
const warnings = [];
for (const level of ['warn', 'error']) {
  const original = console[level];
  console[level] = (...args) => { warnings.push(args.join(' ')); original(...args); };
}

// What any node of a current SDK makes @polkadot/api say.
const expected = [/Unknown signed extensions AuthorizeCall, StorageWeightReclaim found/, /RPC methods not decorated/, /API\/INIT: .*Not decorating runtime apis/];

const deadline = setTimeout(() => { console.error('timed out'); process.exit(2); }, 300_000);
await cryptoWaitReady();
const api = await ApiPromise.create({ provider: new WsProvider(url, 1000), throwOnConnect: true });
const keyring = new Keyring({ type: 'sr25519', ss58Format: 42 });
const [alice, bob, ferdie, friend] = ['//Alice', '//Bob', '//Ferdie', '//Friend'].map((uri) => keyring.addFromUri(uri));

/** Signs, sends and waits for finality; returns block hash and the extrinsic's events. */
async function send(call, signer) {
  return new Promise((resolve, reject) => {
    let stop;
    call.signAndSend(signer, (result) => {
      if (result.isError) reject(new Error(`status ${result.status.type}`));
      if (result.dispatchError) {
        const error = result.dispatchError.isModule ? api.registry.findMetaError(result.dispatchError.asModule) : result.dispatchError;
        reject(new Error(`refused: ${error.section}.${error.name}`));
      }
      if (result.status.isFinalized) { stop?.(); resolve({ block: result.status.asFinalized, events: result.events.map((e) => e.event) }); }
    }).then((unsubscribe) => { stop = unsubscribe; }, reject);
  });
}

const report = { chain: (await api.rpc.system.chain()).toString(), genesis: api.genesisHash.toHex(), spec: api.runtimeVersion.specName.toString() };

// Heads and events arrive without being asked for.
const heads = [];
const stopHeads = await api.rpc.chain.subscribeNewHeads((head) => heads.push(head.number.toNumber()));
const seen = new Set();
const stopEvents = await api.query.system.events((records) => records.forEach(({ event }) => seen.add(`${event.section}.${event.method}`)));
let balanceUpdates = 0;
const stopBalance = await api.query.system.account(bob.address, () => { balanceUpdates++; });

// A transfer: exact amounts, exact fee.
const amount = 12_345_000_000_000n;
const before = { alice: (await api.query.system.account(alice.address)).data.free.toBigInt(), bob: (await api.query.system.account(bob.address)).data.free.toBigInt() };
const transfer = api.tx.balances.transferKeepAlive(bob.address, amount);
const { partialFee: estimate } = await transfer.paymentInfo(alice);
const { block, events } = await send(transfer, alice);
const find = (section, method) => events.find((e) => e.section === section && e.method === method);
const paid = find('transactionPayment', 'TransactionFeePaid').data.actualFee.toBigInt();
const moved = find('balances', 'Transfer').data;
assert.equal(moved.from.toString(), alice.address);
assert.equal(moved.to.toString(), bob.address);
assert.equal(moved.amount.toBigInt(), amount);
assert.equal(`${events.at(-1).section}.${events.at(-1).method}`, 'system.ExtrinsicSuccess');

// The fee is the one of the state before its block; a block earlier the multiplier was another.
const { parentHash } = await api.rpc.chain.getHeader(block);
const { partialFee } = await (await api.at(parentHash)).call.transactionPaymentApi.queryInfo(transfer.toU8a(), transfer.encodedLength);
assert.equal(paid, partialFee.toBigInt());
assert.ok(paid * 10n > estimate.toBigInt() * 9n && paid * 10n < estimate.toBigInt() * 11n, `${paid} paid, ${estimate} estimated`);
const at = await api.at(block);
assert.equal((await at.query.system.account(bob.address)).data.free.toBigInt(), before.bob + amount);
assert.equal((await at.query.system.account(alice.address)).data.free.toBigInt(), before.alice - amount - paid);
report.fee = paid.toString();

// A refusal is told, and costs the fee only.
await assert.rejects(send(api.tx.balances.transferKeepAlive(bob.address, 10n ** 30n), alice), /refused/);
await assert.rejects(send(api.tx.tasks.cancel(4_000_000), alice), /tasks\.UnknownTask/);

// What a wallet shows of an account: every part of Balances is asked for.
const free = async (address) => (await api.query.system.account(address)).data.free.toBigInt();
const reserved = async (address) => (await api.query.system.account(address)).data.reserved.toBigInt();
const shown = await api.derive.balances.all(alice.address);
assert.equal(shown.freeBalance.toBigInt(), await free(alice.address));
assert.deepEqual([shown.lockedBalance.toBigInt(), shown.reservedBalance.toBigInt()], [0n, 0n]);

// Alice and Ferdie share an account and pay from it together; any wallet derives the same address.
const unit = 10n ** BigInt(api.registry.chainDecimals[0]);
const shared = encodeAddress(createKeyMulti([alice.address, ferdie.address], 2), 42);
await send(api.tx.balances.transferKeepAlive(shared, 100n * unit), alice);
const gift = api.tx.balances.transferKeepAlive(friend.address, 7n * unit);
const limit = (await gift.paymentInfo(alice)).weight;
const others = (who) => sortAddresses([alice.address, ferdie.address].filter((a) => a !== who.address), 42);
const opened = await send(api.tx.multisig.approveAsMulti(2, others(alice), null, gift.method.hash, limit), alice);
assert.equal(opened.events.find((e) => e.section === 'multisig').method, 'NewMultisig');
const operation = (await api.query.multisig.multisigs(shared, gift.method.hash)).unwrap();
assert.equal(operation.depositor.toString(), alice.address);
assert.equal(await reserved(alice.address), operation.deposit.toBigInt());
const executed = (await send(api.tx.multisig.asMulti(2, others(ferdie), operation.when, gift.method, limit), ferdie)).events.find((e) => e.method === 'MultisigExecuted');
assert.ok(executed.data.result.isOk, executed.toString());
assert.equal(await free(friend.address), 7n * unit);
assert.equal(await reserved(alice.address), 0n);

// Ferdie acts for Alice, within the kind of proxy that he is.
await send(api.tx.proxy.addProxy(ferdie.address, 'Any', 0), alice);
await send(api.tx.proxy.addProxy(ferdie.address, 'NonTransfer', 0), alice);
const [[delegations], aliceBefore] = [await api.query.proxy.proxies(alice.address), await free(alice.address)];
assert.deepEqual(delegations.map((d) => d.proxyType.type), ['Any', 'NonTransfer']);
const proxied = async (kind) => (await send(api.tx.proxy.proxy(alice.address, kind, gift), ferdie)).events.find((e) => e.method === 'ProxyExecuted').data.result;
assert.ok((await proxied('Any')).isOk);
assert.equal(await free(alice.address), aliceBefore - 7n * unit);
assert.equal(api.registry.findMetaError((await proxied('NonTransfer')).asErr.asModule).name, 'CallFiltered');
await send(api.tx.proxy.removeProxies(), alice);
const { data: made } = (await send(api.tx.proxy.createPure('Any', 0, 0), alice)).events.find((e) => e.method === 'PureCreated');
await send(api.tx.balances.transferKeepAlive(made.pure, 10n * unit), alice);
await send(api.tx.proxy.proxy(made.pure, null, gift), alice);
assert.equal(await free(made.pure), 3n * unit);
report.shared = shared;

// Every storage item can be read, whatever its shape.
let items = 0;
for (const [section, entries] of Object.entries(api.query)) {
  for (const [name, entry] of Object.entries(entries)) {
    if (section === 'substrate') continue;
    if (entry.meta.type.isPlain) await entry();
    else await entry.entries();
    items++;
  }
}
report.storageItems = items;
assert.ok(api.query.tasks.tasks && api.query.tasks.progress && api.query.tasks.settlements);

if (specFile) {
  const spec = JSON.parse(readFileSync(specFile, 'utf8'));
  const submitted = await send(api.tx.tasks.submit(spec), alice);
  const created = submitted.events.find((e) => e.section === 'tasks' && e.method === 'TaskSubmitted').data;
  const task = created.task.toNumber();
  const states = [];
  await new Promise((resolve, reject) => {
    api.query.tasks.progress(task, (progress) => {
      const state = progress.unwrap().state.toString();
      if (states.at(-1) !== state) states.push(state);
      if (state === 'Settled') resolve();
      if (['Failed', 'Expired', 'Cancelled'].includes(state)) reject(new Error(`the task ended as ${state}`));
    }).catch(reject);
  });
  const settlement = (await api.query.tasks.settlements(task)).unwrap();
  const bits = new DataView(new ArrayBuffer(4));
  bits.setUint32(0, settlement.metric.toNumber());
  Object.assign(report, {
    task, states, metric: bits.getFloat32(0), payments: settlement.payments.map((p) => [p.kind.toString(), p.amount.toString()]),
  });
  assert.ok(settlement.payments.some((p) => p.kind.isSolver));
}

[stopHeads, stopEvents, stopBalance].forEach((stop) => stop());
assert.ok(heads.length > 1 && heads.every((n, i) => i === 0 || n > heads[i - 1]), `heads: ${heads}`);
assert.ok(seen.has('balances.Transfer') && balanceUpdates >= 2);
const unexpected = warnings.filter((line) => !expected.some((pattern) => pattern.test(line)));
assert.deepEqual(unexpected, []);
report.blocks = heads.at(-1);
console.log(JSON.stringify(report));
clearTimeout(deadline);
await api.disconnect();
process.exit(0);
