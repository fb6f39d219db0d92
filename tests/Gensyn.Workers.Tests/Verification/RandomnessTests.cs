using Gensyn.Verification;
using Gensyn.Verification.Arithmetic;
using Xunit;

namespace Gensyn.Workers.Tests.Verification;

public sealed class RandomnessTests
{
    // Vectors: Random123 1.09, tests/kat_vectors, "philox4x32 10".
    [Theory]
    [InlineData(0x00000000u, 0x00000000u, 0x00000000u, 0x00000000u, 0x00000000u, 0x00000000u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void PhiloxBlock_OfAKnownCounter_IsTheReferences(
        uint c0, uint c1, uint c2, uint c3, uint k0, uint k1, uint first, uint second, uint third, uint fourth) =>
        Assert.Equal((first, second, third, fourth), Philox.Block(c0, c1, c2, c3, k0, k1));

    [Fact]
    public void PhiloxWord_OfNeighbouringElements_TakesTheWordsOfOneBlock()
    {
        (uint first, uint second, uint third, uint fourth) =
            Philox.Block(0x8000_0000, 1, 7, ((uint)OperatorId.PhiloxUniform << 16) | 5, 0x89AB_CDEF, 0x0123_4567);

        uint[] words = [.. Enumerable.Range(0, 4).Select(i => Philox.Word(0x0123_4567_89AB_CDEF, 7, OperatorId.PhiloxUniform, 5, (0x1_8000_0000ul * 4) + (ulong)i))];

        Assert.Equal([first, second, third, fourth], words);
    }

    [Fact]
    public void Uniform_OfAnyWord_IsAMultipleOfItsUnitBelowOne()
    {
        Assert.Equal(0u, Philox.Uniform<SoftBinary32>(0xFF));
        Assert.Equal(BitConverter.SingleToUInt32Bits(1f - MathF.Pow(2, -24)), Philox.Uniform<SoftBinary32>(uint.MaxValue));
        Assert.Equal(BitConverter.SingleToUInt32Bits(0.5f), Philox.Uniform<SoftBinary32>(0x8000_00FF));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(100)]
    [InlineData(1000)]
    [InlineData(60_000)]
    public void KeyedPermutation_OfAnEpoch_VisitsEachRowOnce(int size)
    {
        bool[] seen = new bool[size];
        for (int i = 0; i < size; i++)
        {
            uint row = KeyedPermutation.Map(42, 3, (uint)size, (uint)i);
            Assert.False(seen[row]);
            seen[row] = true;
        }
    }

    [Fact]
    public void KeyedPermutation_OfAnotherEpochOrSeed_IsAnother()
    {
        uint[] first = [.. Enumerable.Range(0, 1000).Select(i => KeyedPermutation.Map(1, 0, 1000, (uint)i))];
        uint[] epoch = [.. Enumerable.Range(0, 1000).Select(i => KeyedPermutation.Map(1, 1, 1000, (uint)i))];
        uint[] seed = [.. Enumerable.Range(0, 1000).Select(i => KeyedPermutation.Map(2, 0, 1000, (uint)i))];

        Assert.InRange(first.Zip(epoch).Count(pair => pair.First == pair.Second), 0, 10);
        Assert.InRange(first.Zip(seed).Count(pair => pair.First == pair.Second), 0, 10);
        Assert.InRange(first.Select((row, i) => (int)row == i ? 1 : 0).Sum(), 0, 10);
    }

    [Fact]
    public void BatchIndex_AcrossEpochs_GoesThroughAllRowsEachTime()
    {
        uint[] rows = [.. Enumerable.Range(1, 20).SelectMany(step => Enumerable.Range(0, 5).Select(i => KeyedPermutation.BatchIndex(9, 50, 5, (ulong)step, (uint)i)))];

        Assert.Equal(Enumerable.Range(0, 50).Select(i => (uint)i), rows[..50].Order());
        Assert.Equal(Enumerable.Range(0, 50).Select(i => (uint)i), rows[50..].Order());
        Assert.NotEqual(rows[..50], rows[50..]);
    }
}
