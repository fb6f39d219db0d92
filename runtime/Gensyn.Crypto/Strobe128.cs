using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Gensyn.Crypto;

/// <summary>The part of STROBE-128 that Merlin transcripts use: AD, meta-AD, KEY and PRF.</summary>
/// <remarks>A mutable struct: a copy is an independent object. Source: strobe.sourceforge.io, version 1.0.2; merlin, src/strobe.rs.</remarks>
internal struct Strobe128
{
    private const int Rate = 166;

    private Lanes _state;
    private byte _position;
    private byte _begin;

    [Flags]
    private enum Operation : byte
    {
        None = 0,
        Inbound = 1,
        Application = 2,
        Cipher = 4,
        Meta = 16,
        Key = 32,
    }

    public static Strobe128 Create(ReadOnlySpan<byte> protocol)
    {
        Strobe128 strobe = default;
        Span<byte> state = strobe.Bytes();
        ReadOnlySpan<byte> domain = [1, Rate + 2, 1, 0, 1, 96];
        domain.CopyTo(state);
        "STROBEv1.0.2"u8.CopyTo(state[6..]);
        KeccakPermutation.Permute(strobe._state);
        strobe.MetaAd(protocol, more: false);
        return strobe;
    }

    public void MetaAd(ReadOnlySpan<byte> data, bool more)
    {
        Begin(Operation.Meta | Operation.Application, more);
        Absorb(data);
    }

    public void Ad(ReadOnlySpan<byte> data)
    {
        Begin(Operation.Application, more: false);
        Absorb(data);
    }

    public void Key(ReadOnlySpan<byte> data)
    {
        Begin(Operation.Application | Operation.Cipher, more: false);
        foreach (byte value in data)
        {
            Bytes()[_position] = value;
            Advance();
        }
    }

    public void Prf(Span<byte> output)
    {
        Begin(Operation.Inbound | Operation.Application | Operation.Cipher, more: false);
        foreach (ref byte value in output)
        {
            ref byte cell = ref Bytes()[_position];
            value = cell;
            cell = 0;
            Advance();
        }
    }

    private void Begin(Operation operation, bool more)
    {
        // A continued operation has the flags it began with: every caller here passes them itself.
        if (more) return;
        byte begin = _begin;
        _begin = (byte)(_position + 1);
        Absorb([begin, (byte)operation]);
        if ((operation & (Operation.Cipher | Operation.Key)) != 0 && _position != 0) Run();
    }

    private void Absorb(ReadOnlySpan<byte> data)
    {
        Span<byte> state = Bytes();
        foreach (byte value in data)
        {
            state[_position] ^= value;
            Advance();
        }
    }

    private void Advance()
    {
        _position++;
        if (_position == Rate) Run();
    }

    private void Run()
    {
        Span<byte> state = Bytes();
        state[_position] ^= _begin;
        state[_position + 1] ^= 0x04;
        state[Rate + 1] ^= 0x80;
        KeccakPermutation.Permute(_state);
        _position = 0;
        _begin = 0;
    }

    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    private Span<byte> Bytes() => MemoryMarshal.AsBytes((Span<ulong>)_state);

    [InlineArray(25)]
    private struct Lanes
    {
        private ulong _first;
    }
}
