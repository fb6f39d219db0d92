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

    public byte[]? Read(IOverlayBase backend) => Top is { } top ? top.Read() : ReadBase(backend);

    public byte[]? ReadBase(IOverlayBase backend)
    {
        if (BaseKnown) return Base;
        Base = backend.Get(Key);
        BaseKnown = true;
        return Base;
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
        ScaleWriter writer = new(_listLength + 5);
        EncodedList.Write(_listCount, _list!.Span(_listLength), ref writer); // Read() has seen that there is a list.
        return writer.ToArray();
    }

    private sealed class ListBytes
    {
        private byte[] _bytes;

        public ListBytes(ReadOnlySpan<byte> items)
        {
            _bytes = new byte[Math.Max(64, items.Length * 2)];
            items.CopyTo(_bytes);
        }

        public ReadOnlySpan<byte> Span(int length) => _bytes.AsSpan(0, length);

        /// <summary>Writes at an offset; what was beyond it belonged to a version that was rolled back.</summary>
        public void Write(int offset, ReadOnlySpan<byte> item)
        {
            int needed = offset + item.Length;
            if (needed > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, needed));
            item.CopyTo(_bytes.AsSpan(offset));
        }
    }
}
