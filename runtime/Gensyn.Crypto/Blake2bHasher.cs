using System.Runtime.CompilerServices;

namespace Gensyn.Crypto;

/// <summary>BLAKE2b over bytes that arrive in pieces.</summary>
/// <remarks>A mutable struct: pass it by reference. A copy is an independent hash of what came before it.</remarks>
public struct Blake2bHasher
{
    private Blake2bState _state;
    private Block _buffer;
    private int _buffered;
    private int _size;

    /// <summary>An empty hash whose output has this many bytes, under a key if there is one.</summary>
    /// <exception cref="ArgumentException">The size is not 1 to 64, or the key longer than 64 bytes.</exception>
    public static Blake2bHasher Create(int size = 32, ReadOnlySpan<byte> key = default)
    {
        Blake2bHasher hasher = new() { _state = Blake2bState.Create(size, key.Length), _size = size };
        if (key.IsEmpty) return hasher;

        // The key is the first block, filled up with the zeros that are there.
        key.CopyTo(hasher._buffer);
        hasher._buffered = Blake2bState.BlockSize;
        return hasher;
    }

    /// <summary>Adds bytes.</summary>
    public void Update(ReadOnlySpan<byte> data)
    {
        // A full buffer waits for more: only the caller's Finish tells that it was the last block.
        Span<byte> buffer = _buffer;
        int room = Blake2bState.BlockSize - _buffered;
        if (data.Length <= room)
        {
            data.CopyTo(buffer[_buffered..]);
            _buffered += data.Length;
            return;
        }

        if (_buffered > 0)
        {
            data[..room].CopyTo(buffer[_buffered..]);
            _state.Compress(buffer);
            data = data[room..];
        }

        int whole = (data.Length - 1) / Blake2bState.BlockSize * Blake2bState.BlockSize;
        _state.Compress(data[..whole]);
        data[whole..].CopyTo(buffer);
        _buffered = data.Length - whole;
    }

    /// <summary>Writes the hash of everything added; the hasher must not be used afterwards.</summary>
    /// <exception cref="ArgumentException">The output's length is not the size asked for.</exception>
    public void Finish(Span<byte> output)
    {
        if (output.Length != _size) throw new ArgumentException("The output has another size than the hash.", nameof(output));
        Span<byte> buffer = _buffer;
        buffer[_buffered..].Clear();
        _state.CompressLast(buffer, _buffered);
        _state.Write(output);
    }

    [InlineArray(Blake2bState.BlockSize)]
    private struct Block
    {
        private byte _first;
    }
}
