using System.Buffers.Binary;

namespace Gensyn.Crypto;

/// <summary>Keccak as it was submitted, which Ethereum and Substrate kept: SHA-3 pads differently.</summary>
public static class Keccak
{
    /// <summary>Fills the output with Keccak-256 or Keccak-512, whichever has its length.</summary>
    /// <exception cref="ArgumentException">The output does not have 32 or 64 bytes.</exception>
    // Source: The Keccak reference, version 3.0; capacities of twice the output, and the padding 10*1.
    public static void Hash(ReadOnlySpan<byte> data, Span<byte> output)
    {
        if (output.Length is not (32 or 64)) throw new ArgumentException("A Keccak hash has 32 or 64 bytes.", nameof(output));
        int rate = 200 - (2 * output.Length);
        Span<ulong> lanes = stackalloc ulong[25];
        lanes.Clear();
        for (; data.Length >= rate; data = data[rate..])
        {
            Absorb(lanes, data[..rate]);
            KeccakPermutation.Permute(lanes);
        }

        Span<byte> last = stackalloc byte[rate];
        last.Clear();
        data.CopyTo(last);
        last[data.Length] = 0x01;
        last[rate - 1] |= 0x80;
        Absorb(lanes, last);
        KeccakPermutation.Permute(lanes);
        for (int i = 0; i < output.Length / 8; i++) BinaryPrimitives.WriteUInt64LittleEndian(output[(8 * i)..], lanes[i]);
    }

    private static void Absorb(Span<ulong> lanes, ReadOnlySpan<byte> block)
    {
        for (int i = 0; i < block.Length / 8; i++) lanes[i] ^= BinaryPrimitives.ReadUInt64LittleEndian(block[(8 * i)..]);
    }
}
