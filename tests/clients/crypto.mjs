// Answers calls of @polkadot's cryptography, one line each: node crypto.mjs CALLS ANSWERS
// A call is a function's name and its arguments, in hexadecimal (text as UTF-8), in decimal behind #, or - for nothing. An answer is
// the result in hexadecimal, true or false, or ! and why there is none.
import { readFileSync, writeFileSync } from 'node:fs';
import { Keyring } from '@polkadot/keyring';
import { cryptoWaitReady, decodeAddress, encodeAddress } from '@polkadot/util-crypto';
import * as wasm from '@polkadot/wasm-crypto';

const text = (bytes) => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
const utf8 = (string) => new TextEncoder().encode(string);

const functions = {
  ...wasm,
  bip39ToEntropy: (phrase) => wasm.bip39ToEntropy(text(phrase)),
  bip39ToMiniSecret: (phrase, password) => wasm.bip39ToMiniSecret(text(phrase), text(password)),
  bip39Validate: (phrase) => wasm.bip39Validate(text(phrase)),
  publicKeyOfUri: (scheme, uri) => new Keyring({ type: text(scheme) }).createFromUri(text(uri)).publicKey,
  publicKeyOfJson: (json, password) => {
    const pair = new Keyring().createFromJson(JSON.parse(text(json)));
    pair.unlock(text(password));
    return pair.publicKey;
  },
  jsonOfUri: (scheme, uri, password) => utf8(JSON.stringify(new Keyring({ type: text(scheme) }).createFromUri(text(uri)).toJson(text(password)))),
  encodeAddress: (payload, prefix) => utf8(encodeAddress(payload, prefix)),
  decodeAddress: (address, prefix) => decodeAddress(text(address), false, prefix),
};

const argument = (word) => word === '-' ? new Uint8Array() : word.startsWith('#') ? Number(word.slice(1)) : Uint8Array.from(Buffer.from(word, 'hex'));

const [calls, answers] = process.argv.slice(2);
await cryptoWaitReady();
const results = readFileSync(calls, 'utf8').split('\n').filter((line) => line).map((line) => {
  const [name, ...words] = line.split(' ');
  try {
    const result = functions[name](...words.map(argument));
    return typeof result === 'boolean' ? String(result) : Buffer.from(result).toString('hex');
  } catch (error) {
    return '!' + String(error.message).replaceAll('\n', ' ');
  }
});
writeFileSync(answers, results.map((line) => line + '\n').join(''));
