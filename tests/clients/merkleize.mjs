// Hashes metadata as wallets do (RFC 78), with @polkadot-api/merkleize-metadata: node merkleize.mjs FOLDER DECIMALS SYMBOL
// Reads every *.scale file of the folder and prints "file hash". Writes metadata of real chains there first, from @polkadot/types-support.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { merkleizeMetadata } from '@polkadot-api/merkleize-metadata';
import assetHub from '@polkadot/types-support/metadata/v15/asset-hub-polkadot-hex';
import substrate from '@polkadot/types-support/metadata/v15/substrate-hex';

const [folder, decimals, tokenSymbol] = process.argv.slice(2);
const start = (hex) => hex.indexOf(Buffer.from('meta').toString('hex'));
for (const [name, hex] of Object.entries({ assetHub, substrate })) writeFileSync(join(folder, `${name}.scale`), Buffer.from(hex.slice(start(hex)), 'hex'));
for (const file of readdirSync(folder).filter((name) => name.endsWith('.scale')).sort()) {
  const digest = merkleizeMetadata(readFileSync(join(folder, file)), { decimals: Number(decimals), tokenSymbol }).digest();
  console.log(file, Buffer.from(digest).toString('hex'));
}
