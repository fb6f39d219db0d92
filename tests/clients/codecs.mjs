// Encodes and decodes everything that metadata describes, with @polkadot/api's codecs and with polkadot-api's: node codecs.mjs FOLDER SEED
// FOLDER holds metadata<version>.scale and values<version>.txt for each version: "type hex" a line, what the runtime's side has made.
// Writes calls<version>.txt, "section.method hex" a line: every call, with edge values and with random ones, as @polkadot/api encodes it;
// answers<version>.txt, two words a line: the value of the same line decoded and encoded again by the one and by the other, or !why not;
// errors<version>.txt, "pallet index section.name" a line: every error by its number; and console.txt, all that the clients complained of.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getDynamicBuilder, getLookupFn } from '@polkadot-api/metadata-builders';
import { decAnyMetadata, unifyMetadata } from '@polkadot-api/substrate-bindings';
import { expandMetadata, Metadata, TypeRegistry } from '@polkadot/types';
import { hexToU8a, u8aToHex } from '@polkadot/util';

const [folder, seed] = process.argv.slice(2);
const complaints = [];
for (const level of ['log', 'info', 'warn', 'error']) console[level] = (...words) => complaints.push(words.join(' '));

const RandomCalls = 6;
const MaxDepth = 3;

/** A generator of numbers below a bound, the same for the same seed (xorshift32). */
function random(start) {
  let state = (start >>> 0) || 1;
  return (bound) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % bound;
  };
}

/** Makes values that @polkadot/api takes, for the types of one registry. */
class Values {
  constructor(registry, tx, next) { Object.assign(this, { registry, tx, next, edge: null }); }

  // Lists are empty at the low edge and have a few items otherwise: most of them are bounded, and metadata does not say by what.
  #count() { return this.edge === 'low' ? 0 : this.edge === 'high' ? 2 : this.next(3); }

  #bytes(length) {
    const byte = { low: () => 0, high: () => 255 }[this.edge] ?? (() => this.next(256));
    return u8aToHex(Uint8Array.from({ length }, byte));
  }

  #integer(bits, signed) {
    const size = BigInt(bits);
    const max = signed ? (1n << (size - 1n)) - 1n : (1n << size) - 1n;
    const min = signed ? -(1n << (size - 1n)) : 0n;
    if (this.edge) return this.edge === 'low' ? min : max;

    // Any number of bits is as likely as any other, so that each form of a compact integer comes up.
    let value = 0n;
    for (let i = 0; i < bits; i += 8) value = (value << 8n) | BigInt(this.next(256));
    value >>= BigInt(this.next(bits));
    return signed ? value - (1n << (size - 1n)) : value;
  }

  #list(count, item, depth) { return Array.from({ length: count }, () => this.of(item, depth)); }

  #isU8(type) { const { def } = this.registry.lookup.getSiType(type); return def.isPrimitive && def.asPrimitive.isU8; }

  #fields(fields, depth) {
    const values = fields.map(({ type }) => this.of(type, depth));
    return fields.length === 1 && fields[0].name.isNone ? values[0] : values;
  }

  call(depth) {
    const sections = Object.keys(this.tx);
    if (depth >= MaxDepth) return this.tx.system.remark(this.#bytes(this.#count()));
    const section = sections[this.next(sections.length)];
    const methods = Object.keys(this.tx[section]);
    return this.callOf(section, methods[this.next(methods.length)], depth);
  }

  callOf(section, method, depth) {
    const call = this.tx[section][method];
    return call(...call.meta.fields.map(({ type }) => this.of(type, depth + 1)));
  }

  of(id, depth) {
    const { def, path } = this.registry.lookup.getSiType(id);
    const name = path.map((segment) => segment.toString()).at(-1);
    if (name === 'RuntimeCall') return this.call(depth);

    // These have fewer values than their description says: shares of a whole, the operators there are, and shapes of tensors that are not too large.
    if (name === 'Perbill') return this.next(1_000_000_001);
    if (name === 'OperatorId') return 1 + this.next(24);
    if (name === 'Shape') return [1 + this.next(8), 1 + this.next(8)];
    switch (def.type) {
      case 'Primitive': {
        const type = def.asPrimitive.type;
        if (type === 'Bool') return this.edge ? this.edge === 'high' : this.next(2) === 1;
        if (type === 'Str') return Array.from({ length: this.#count() }, () => ['a', 'é', '漢', '😀'][this.next(4)]).join('');
        return this.#integer(Number(type.slice(1)), type[0] === 'I');
      }
      case 'Compact': return this.of(def.asCompact.type, depth);
      case 'Sequence': {
        const item = def.asSequence.type;
        return this.#isU8(item) ? this.#bytes(this.#count() * 11) : this.#list(this.#count(), item, depth);
      }
      case 'Array': {
        const { len, type } = def.asArray;
        return this.#isU8(type) ? this.#bytes(len.toNumber()) : this.#list(len.toNumber(), type, depth);
      }
      case 'Tuple': return def.asTuple.map((type) => this.of(type, depth));
      case 'Composite': return this.#fields(def.asComposite.fields, depth);
      case 'Variant': {
        // @polkadot/api has its own MultiAddress, in which an index is a number; here, as in most chains today, accounts have none.
        const variants = def.asVariant.variants.filter((v) => name !== 'MultiAddress' || v.name.toString() !== 'Index');
        const { name: chosen, fields } = variants[this.edge === 'low' ? 0 : this.edge === 'high' ? variants.length - 1 : this.next(variants.length)];
        if (name === 'Option') return fields.length === 0 ? null : this.#fields(fields, depth);
        return { [chosen.toString()]: fields.length === 0 ? null : this.#fields(fields, depth) };
      }
      default: throw new Error(`no values for ${def.type}`);
    }
  }
}

const bare = (hex) => hex.slice(2);
const attempt = (act) => { try { return bare(act()); } catch (error) { return '!' + error.message.replaceAll(/\s/g, '_'); } };

for (const version of [14, 15, 16]) {
  const file = (name) => join(folder, `${name}${version}.txt`);
  const bytes = readFileSync(join(folder, `metadata${version}.scale`));
  const registry = new TypeRegistry();
  const metadata = new Metadata(registry, u8aToHex(bytes));
  registry.setMetadata(metadata);
  const { tx } = expandMetadata(registry, metadata);

  const values = new Values(registry, tx, random(Number(seed) + version));
  const calls = [];
  for (const section of Object.keys(tx)) {
    for (const method of Object.keys(tx[section])) {
      for (const edge of ['low', 'high', ...Array(RandomCalls).fill(null)]) {
        values.edge = edge;
        calls.push(`${section}.${method} ${bare(values.callOf(section, method, 0).toHex())}`);
      }
    }
  }
  writeFileSync(file('calls'), calls.join('\n'));

  const builder = getDynamicBuilder(getLookupFn(unifyMetadata(decAnyMetadata(bytes))));
  const codecs = new Map();
  const codecOf = (type) => { if (!codecs.has(type)) codecs.set(type, builder.buildDefinition(type)); return codecs.get(type); };
  const answers = readFileSync(file('values'), 'utf8').split('\n').filter((line) => line).map((line) => {
    const [type, hex] = line.split(' ');
    const given = hexToU8a('0x' + (hex ?? ''));
    const one = attempt(() => {
      const decoded = registry.createTypeUnsafe(registry.createLookupType(Number(type)), [given]);
      decoded.toHuman();
      decoded.toJSON();
      return u8aToHex(decoded.toU8a());
    });
    return `${one} ${attempt(() => { const codec = codecOf(Number(type)); return u8aToHex(codec.enc(codec.dec(given))); })}`;
  });
  writeFileSync(file('answers'), answers.join('\n'));

  const errors = [];
  for (const { index, errors: found } of metadata.asLatest.pallets.map((p) => ({ index: p.index.toNumber(), errors: p.errors }))) {
    if (found.isNone) continue;
    for (const variant of registry.lookup.getSiType(found.unwrap().type).def.asVariant.variants) {
      const { section, name } = registry.findMetaError({ index: registry.createType('u8', index), error: registry.createType('[u8; 4]', [variant.index.toNumber(), 0, 0, 0]) });
      errors.push(`${index} ${variant.index} ${section}.${name}`);
    }
  }
  writeFileSync(file('errors'), errors.join('\n'));
}

writeFileSync(join(folder, 'console.txt'), complaints.join('\n'));
