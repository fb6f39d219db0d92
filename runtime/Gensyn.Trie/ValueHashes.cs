using System.Runtime.InteropServices;
using Gensyn.Crypto;
using Gensyn.Primitives;

namespace Gensyn.Trie;

/// <summary>Hashes of the values that leave their nodes, worked out many at a time shortly before they are asked for.</summary>
/// <param name="pairs">The pairs, asked for in ascending order.</param>
/// <param name="end">Where the part of them ends that is asked for.</param>
internal sealed class ValueHashes(KeyValuePair<byte[], byte[]?>[] pairs, int end, StateVersion version)
{
    private const int Window = 256;

    // Longer values gain little from company, and would make the scratch memory large.
    private const int LongestTogether = 1024;

    private H256[] _hashes = [];
    private H256[] _batch = [];
    private (int Start, int Length)[] _messages = [];
    private int[] _places = [];
    private byte[] _scratch = [];
    private int _first;
    private int _count;

    /// <summary>Whether a pair's value stands outside its node.</summary>
    public bool IsHashed(int index) => pairs[index].Value is { } value && NodeFormat.IsHashed(value.Length, version);

    /// <summary>The hash of a value that stands outside its node; good until the next call.</summary>
    public ref readonly H256 this[int index]
    {
        get
        {
            if ((uint)(index - _first) >= (uint)_count) Fill(index);
            return ref _hashes[index - _first];
        }
    }

    private void Fill(int first)
    {
        int count = Math.Min(Window, end - first);
        if (_hashes.Length < count)
        {
            _hashes = new H256[count];
            _batch = new H256[count];
            _messages = new (int Start, int Length)[count];
            _places = new int[count];
        }

        int together = 0, bytes = 0;
        for (int index = 0; index < count; index++)
        {
            if (index + Prefetch.Ahead < count && pairs[first + index + Prefetch.Ahead].Value is { } ahead) Prefetch.Array(ahead);
            if (!IsHashed(first + index)) continue;
            byte[] value = pairs[first + index].Value!; // IsHashed saw it.
            if (value.Length > LongestTogether)
            {
                Blake2b.Hash(value, _hashes[index]);
                continue;
            }

            if (_scratch.Length - bytes < value.Length) Array.Resize(ref _scratch, Math.Max(2 * _scratch.Length, Math.Max(128 * count, bytes + value.Length)));
            value.CopyTo(_scratch.AsSpan(bytes));
            _messages[together] = (bytes, value.Length);
            _places[together++] = index;
            bytes += value.Length;
        }

        Blake2b.HashMany(_scratch, _messages.AsSpan(0, together), MemoryMarshal.AsBytes(_batch.AsSpan(0, together)));
        for (int index = 0; index < together; index++) _hashes[_places[index]] = _batch[index];
        _first = first;
        _count = count;
    }
}
