using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Compute;

/// <summary>Numbers drawn from a seed: the same on every node, and nobody's before the seed is known.</summary>
internal ref struct Draw
{
    private readonly H256 _seed;
    private uint _count;

    /// <summary>A stream of its own for each purpose, number and round.</summary>
    internal Draw(H256 randomness, uint purpose, uint id, uint round)
    {
        ScaleWriter writer = new(64);
        writer.WriteBytes("gensyn/draw"u8);
        writer.WriteBytes(randomness.Span);
        writer.WriteU32(purpose);
        writer.WriteU32(id);
        writer.WriteU32(round);
        _seed = Hashing.Blake2_256(writer.ToArray());
    }

    /// <summary>A number below a bound, every one as likely as any other.</summary>
    internal UInt128 Below(UInt128 bound)
    {
        // Numbers from the uneven end of the range are drawn again.
        UInt128 limit = UInt128.MaxValue - (UInt128.MaxValue % bound);
        UInt128 value;
        do value = Next();
        while (value >= limit);
        return value % bound;
    }

    /// <summary>Draws this many indices without returning them, each with the chance of its weight; fewer when the weights run out.</summary>
    internal ImmutableArray<int> Weighted(ImmutableArray<UInt128> weights, int count)
    {
        UInt128[] left = [.. weights];
        UInt128 total = 0;
        foreach (UInt128 weight in left) total += weight;
        ImmutableArray<int>.Builder drawn = ImmutableArray.CreateBuilder<int>(count);
        while (drawn.Count < count && total > 0)
        {
            UInt128 point = Below(total);
            int index = 0;
            while (point >= left[index]) point -= left[index++];
            drawn.Add(index);
            total -= left[index];
            left[index] = 0;
        }

        return drawn.ToImmutable();
    }

    /// <summary>Draws this many different numbers from a range, ascending; all of them when there are no more.</summary>
    internal ImmutableArray<uint> Distinct(uint first, uint count, uint wanted)
    {
        // Floyd's sampling: as many draws as numbers wanted, however long the range.
        SortedSet<uint> drawn = [];
        for (uint last = count - Math.Min(wanted, count); last < count; last++)
        {
            uint value = (uint)Below((UInt128)last + 1);
            if (!drawn.Add(first + value)) drawn.Add(first + last);
        }

        return [.. drawn];
    }

    private UInt128 Next()
    {
        Span<byte> input = stackalloc byte[36];
        _seed.Span.CopyTo(input);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(input[32..], _count++);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(Hashing.Blake2_256(input).Span);
    }
}
