using Gensyn.Scale;

namespace Gensyn.Runtime.Interface;

/// <summary>All that an overlay knows of one key: what the backend holds and a stack of versions above it.</summary>
internal sealed class OverlayEntry(byte[] key, int hash)
{
    public byte[] Key { get; } = key;

    public int Hash { get; } = hash;

    /// <summary>The next entry of the same bucket.</summary>
    public OverlayEntry? Next { get; set; }

    /// <summary>The newest version, or null when no open layer has touched the key.</summary>
    public OverlayVersion? Top { get; set; }

    public bool BaseKnown { get; private set; }

    public byte[]? Base { get; private set; }

    /// <summary>Whether the key stands in the overlay's sorted list.</summary>
    public bool Listed { get; set; }

    public byte[]? ReadBase(IOverlayBase backend)
    {
        if (BaseKnown) return Base;
        Base = backend.Get(Key);
        BaseKnown = true;
        return Base;
    }

    public void ForgetBase()
    {
        Base = null;
        BaseKnown = false;
    }
}

/// <summary>What one layer made of a key: a value, nothing, or a list that is still growing.</summary>
/// <remarks>Versions of one key may share a list's bytes: a lower one is a prefix of a higher one, and only the highest one grows.</remarks>
internal sealed class OverlayVersion
{
    private byte[]? _value;
    private ListBytes? _list;
    private int _listLength;
    private uint _listCount;

    public int Depth { get; set; }

    public OverlayVersion? Below { get; set; }

    public byte[]? Read() => _value is null && _list is not null ? _value = Close() : _value;

    public void Set(byte[]? value)
    {
        _value = value;
        _list = null;
    }

    /// <summary>Makes this version the same list as another one's.</summary>
    public void Share(OverlayVersion other)
    {
        (_value, _list, _listLength, _listCount) = (other._value, other._list, other._listLength, other._listCount);
    }

    public bool IsList => _list is not null;

    /// <summary>Opens an encoded list for growth; bytes that do not start with a count are replaced by an empty list.</summary>
    /// <remarks>Source: sp_state_machine StorageAppend, which also throws malformed values away.</remarks>
    public void Open(ReadOnlySpan<byte> encoded)
    {
        EncodedList.TryRead(encoded, out uint count, out ReadOnlySpan<byte> items);
        _value = null;
        _list = new ListBytes(items);
        _listLength = items.Length;
        _listCount = count;
    }

    public void Append(ReadOnlySpan<byte> item)
    {
        if (_list is null) throw new InvalidOperationException("The version holds no list.");
        _list.Write(_listLength, item);
        _listLength += item.Length;
        _listCount++;
        _value = null;
    }

    private byte[] Close()
    {
        int countLength = EncodedLength.OfCompact(_listCount);
        byte[] list = GC.AllocateUninitializedArray<byte>(countLength + _listLength);
        ScaleWriter writer = new(list);
        writer.WriteCompact(_listCount);
        _list!.CopyTo(list.AsSpan(countLength)); // Read() has seen that there is a list.
        return list;
    }

    /// <summary>The items of a list one after the other, in pieces: a block's events grow by thousands, and are not moved each time there is no room.</summary>
    private sealed class ListBytes
    {
        private const int SmallestPiece = 64;
        private const int LargestPiece = 1 << 14;

        private readonly List<byte[]> _pieces = [];
        private int _current = -1;
        private int _start;
        private int _end;

        public ListBytes(ReadOnlySpan<byte> items) => Write(0, items);

        /// <summary>Fills memory with as many of the first bytes as it holds.</summary>
        public void CopyTo(Span<byte> output)
        {
            foreach (byte[] piece in _pieces)
            {
                int length = Math.Min(piece.Length, output.Length);
                piece.AsSpan(0, length).CopyTo(output);
                output = output[length..];
            }
        }

        /// <summary>Writes at an offset; what was beyond it belonged to a version that was rolled back.</summary>
        public void Write(int offset, ReadOnlySpan<byte> items)
        {
            while (offset < _start) Enter(_current - 1, _start - _pieces[_current - 1].Length);
            while (!items.IsEmpty)
            {
                if (offset == _end) Enter(_current + 1, _end);
                int length = Math.Min(items.Length, _end - offset);
                items[..length].CopyTo(_pieces[_current].AsSpan(offset - _start));
                items = items[length..];
                offset += length;
            }
        }

        private void Enter(int piece, int start)
        {
            if (piece == _pieces.Count) _pieces.Add(new byte[Math.Clamp(start, SmallestPiece, LargestPiece)]);
            _current = piece;
            _start = start;
            _end = start + _pieces[piece].Length;
        }
    }
}
