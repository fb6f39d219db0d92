"""Writes the vectors of this folder that an independent implementation makes.

    python3 generate.py /path/to/shared/checkers [/path/to/w3f/polkadot-tests]

roots.txt: random maps, told by a seed, and their roots after shared/checkers/trie.py, which was written apart from the project.
w3f-state-trie.txt: the inputs of w3f/polkadot-tests fixtures/state-trie (they come without roots) and their roots after the same checker.
"""
import hashlib, subprocess, sys

sys.path.insert(0, sys.argv[1])
import trie

sys.setrecursionlimit(10000)

MASK = (1 << 64) - 1


class Random:
    """SplitMix64: the state grows by 0x9e3779b97f4a7c15; two multiplications mix it."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def below(self, bound):
        return self.next() % bound

    def bytes(self, count):
        """Whole draws, little-endian, cut to the length."""
        out = b''
        while len(out) < count:
            out += self.next().to_bytes(8, 'little')
        return out[:count]


ALPHABET = bytes([0x00, 0x01, 0x10, 0x11, 0x20, 0xFF])
LENGTHS = [0, 1, 31, 32, 33, 34, 64]


def key(random, style, last):
    if style == 'short':  # few different bytes, empty keys, keys that begin others
        return bytes(ALPHABET[random.below(6)] for _ in range(random.below(6)))
    if style == 'account':  # four prefixes of 16 bytes, then 16 random ones
        return bytes([random.below(4) * 17]) * 16 + random.bytes(16)
    # long: what an earlier key begins with, then up to 200 bytes; or up to 400 bytes of one kind
    if random.below(2) == 0:
        return last[:random.below(len(last) + 1)] + random.bytes(random.below(200))
    return bytes([ALPHABET[random.below(6)]]) * random.below(400) + random.bytes(random.below(3))


def value(random):
    choice = random.below(8)
    return random.bytes(LENGTHS[choice] if choice < 7 else random.below(300))


def make(seed, count, style):
    random, pairs, last = Random(seed), {}, b''
    for _ in range(count):
        last = key(random, style, last)
        pairs[last] = value(random)
    ordered = sorted(pairs)
    gone = [k for k in ordered if random.below(3) == 0]
    return pairs, {k: v for k, v in pairs.items() if k not in set(gone)}


def compact(pairs, threshold):
    """A compact proof of every node: parents first, hashes of children left out, hashed values after an escaped node."""
    out = []

    def walk(items, off, is_root):
        # One node from sorted (nibbles, value) pairs: its reference in the parent; appends to out if it is hashed.
        if len(items) == 1:
            n, v = items[0]
            i, val, rest = len(n), v, []
        else:
            a, b = items[0][0], items[-1][0]
            i = off
            while i < len(a) and i < len(b) and a[i] == b[i]:
                i += 1
            val, rest = (items[0][1], items[1:]) if len(a) == i else (None, items)
        partial = items[0][0][off:i]
        full = trie.build(items, off, threshold)
        if len(full) < 32 and not is_root:
            return full
        place = len(out)
        out.append(None)
        hashed = val is not None and threshold is not None and len(val) >= threshold
        if hashed:
            out.append(val)
        bitmap, children = 0, b''
        for x in range(16):
            sub = [t for t in rest if t[0][i] == x]
            if sub:
                bitmap |= 1 << x
                reference = walk(sub, i + 1, False)
                children += trie.compact(len(reference)) + reference
        prefix = 0x40 if not rest else 0x80 if val is None else 0xC0
        node = trie.hdr(len(partial), prefix, 2) + trie.pk(partial)
        if rest:
            node += bitmap.to_bytes(2, 'little')
        if hashed:
            node = b'\x01' + node + b'\x00'
        elif val is not None:
            node += trie.compact(len(val)) + val
        out[place] = node + children
        return b''

    if not pairs:
        return trie.compact(1) + trie.compact(1) + b'\0'
    walk(sorted((trie.nib(k), v) for k, v in pairs.items()), 0, True)
    return trie.compact(len(out)) + b''.join(trie.compact(len(n)) + n for n in out)


def short(digest):
    return digest[:8].hex()


def roots():
    plans = [(seed, seed % 61, ('short', 'account', 'long')[seed % 3]) for seed in range(1, 901)]
    plans += [(seed, 100 + (seed * 7) % 700, ('short', 'account', 'long')[seed % 3]) for seed in range(901, 1031)]
    plans += [(seed, 2000, ('account', 'long')[seed % 2]) for seed in range(1031, 1039)]
    plans += [(1039, 10000, 'account'), (1040, 10000, 'long')]
    with open('roots.txt', 'w') as file:
        file.write('# source: shared/checkers/trie.py, an implementation apart from this one, over the maps that generate.py describes (SplitMix64)\n')
        file.write('# seed count style version root root-without-those-removed blake2b-256-of-the-compact-proof-of-all-nodes; hashes cut to 8 bytes\n')
        for seed, count, style in plans:
            pairs, kept = make(seed, count, style)
            version = seed // 3 % 2
            proof = hashlib.blake2b(compact(pairs, 33 if version else None), digest_size=32).digest()
            file.write(f'{seed} {count} {style} {version} {short(trie.root(pairs, version))} {short(trie.root(kept, version))} {short(proof)}\n')


def w3f(repository):
    def lines(name, section):
        text = subprocess.check_output(['git', '-C', repository, 'show', f'HEAD:fixtures/state-trie/{name}.yaml'], text=True)
        part = text.split(section + ':\n')[1].split('values:')[0]
        return [line.strip()[2:].strip() for line in part.splitlines() if line.strip().startswith('- ')]

    with open('w3f-state-trie.txt', 'w') as file:
        file.write('# source: inputs from w3f/polkadot-tests, fixtures/state-trie (they have no roots); roots after shared/checkers/trie.py, layout V0\n')
        file.write('# name root blake2b-256-of-the-roots-of-insert-and-delete pairs-as-key=value,...-in-hex\n')
        for name, hexed in [('1c1', 0), ('scv', 0), ('random_state_80', 0), ('pk_branch', 0), ('pk_branch2', 0), ('hex_1c1', 1), ('hex_limit', 1), ('hex_long', 1)]:
            keys = [bytes.fromhex(k) if hexed else k.encode() for k in lines(name, 'keys')]
            values = [v.encode() for v in lines(name, 'values')]
            assert len(keys) == len(values), name
            trail, state, left = b'', {}, list(keys)
            for k, v in zip(keys, values):
                state[k] = v
                trail += trie.root(state, 0)
            while left:
                state.pop(left.pop(trail[-32] % len(left)), None)
                trail += trie.root(state, 0)
            pairs = ','.join(f'{k.hex()}={v.hex()}' for k, v in zip(keys, values))
            file.write(f'{name} {trie.root(zip(keys, values), 0).hex()} {hashlib.blake2b(trail, digest_size=32).hexdigest()} {pairs}\n')


roots()
if len(sys.argv) > 2:
    w3f(sys.argv[2])
