using System.Buffers.Binary;
using System.Numerics;

namespace Gensyn.Crypto;

/// <summary>The xxHash64 family that Substrate makes storage keys with; fast, not collision-resistant.</summary>
public static class Twox
{
    private const ulong Prime1 = 0x9E3779B185EBCA87;
    private const ulong Prime2 = 0xC2B2AE3D27D4EB4F;
    private const ulong Prime3 = 0x165667B19E3779F9;
    private const ulong Prime4 = 0x85EBCA77C2B2AE63;
    private const ulong Prime5 = 0x27D4EB2F165667C5;

    /// <summary>Fills the output with xxHash64 under the seeds 0, 1, 2, …, each little-endian.</summary>
    /// <exception cref="ArgumentException">The output does not have 8, 16 or 32 bytes.</exception>
    public static void Hash(ReadOnlySpan<byte> data, Span<byte> output)
    {
        if (output.Length is not (8 or 16 or 32)) throw new ArgumentException("A twox hash has 8, 16 or 32 bytes.", nameof(output));
        for (int i = 0; i < output.Length / 8; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(output[(8 * i)..], Hash64(data, (ulong)i));
        }
    }

    /// <summary>xxHash64 under a seed.</summary>
    // Source: xxHash specification 0.1.1, "XXH64 algorithm description".
    public static ulong Hash64(ReadOnlySpan<byte> data, ulong seed)
    {
        unchecked
        {
            ReadOnlySpan<byte> rest = data;
            ulong hash;
            if (rest.Length >= 32)
            {
                ulong a = seed + Prime1 + Prime2;
                ulong b = seed + Prime2;
                ulong c = seed;
                ulong d = seed - Prime1;
                for (; rest.Length >= 32; rest = rest[32..])
                {
                    a = Round(a, BinaryPrimitives.ReadUInt64LittleEndian(rest));
                    b = Round(b, BinaryPrimitives.ReadUInt64LittleEndian(rest[8..]));
                    c = Round(c, BinaryPrimitives.ReadUInt64LittleEndian(rest[16..]));
                    d = Round(d, BinaryPrimitives.ReadUInt64LittleEndian(rest[24..]));
                }

                hash = BitOperations.RotateLeft(a, 1) + BitOperations.RotateLeft(b, 7)
                    + BitOperations.RotateLeft(c, 12) + BitOperations.RotateLeft(d, 18);
                hash = Merge(Merge(Merge(Merge(hash, a), b), c), d);
            }
            else
            {
                hash = seed + Prime5;
            }

            hash += (ulong)data.Length;
            for (; rest.Length >= 8; rest = rest[8..])
            {
                hash = (BitOperations.RotateLeft(hash ^ Round(0, BinaryPrimitives.ReadUInt64LittleEndian(rest)), 27) * Prime1) + Prime4;
            }

            if (rest.Length >= 4)
            {
                hash = (BitOperations.RotateLeft(hash ^ (BinaryPrimitives.ReadUInt32LittleEndian(rest) * Prime1), 23) * Prime2) + Prime3;
                rest = rest[4..];
            }

            foreach (byte value in rest) hash = BitOperations.RotateLeft(hash ^ (value * Prime5), 11) * Prime1;

            hash = (hash ^ (hash >> 33)) * Prime2;
            hash = (hash ^ (hash >> 29)) * Prime3;
            return hash ^ (hash >> 32);
        }
    }

    private static ulong Round(ulong accumulator, ulong lane) =>
        unchecked(BitOperations.RotateLeft(accumulator + (lane * Prime2), 31) * Prime1);

    private static ulong Merge(ulong hash, ulong accumulator) => unchecked(((hash ^ Round(0, accumulator)) * Prime1) + Prime4);
}
