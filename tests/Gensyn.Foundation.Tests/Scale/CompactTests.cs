using System.Numerics;
using Gensyn.Scale;
using Gensyn.Testing;
using Xunit;

namespace Gensyn.Foundation.Tests.Scale;

public sealed class CompactTests
{
    public static TheoryData<string, string> Encodings => Rows("scale/compact.txt");

    public static TheoryData<string, string> Lengths => Rows("scale/compact-lengths.txt");

    public static TheoryData<string, string> Refused => Rows("scale/compact-refused.txt");

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Compact_OfAnInteger_IsItsShortestForm(string text, string hex)
    {
        BigInteger value = BigInteger.Parse(text);

        AssertEncoding(Codecs.CompactBig, value, hex);
        if (value <= byte.MaxValue) AssertEncoding(Codecs.CompactU8, (byte)value, hex);
        if (value <= ushort.MaxValue) AssertEncoding(Codecs.CompactU16, (ushort)value, hex);
        if (value <= uint.MaxValue) AssertEncoding(Codecs.CompactU32, (uint)value, hex);
        if (value <= ulong.MaxValue) AssertEncoding(Codecs.CompactU64, (ulong)value, hex);
        if (value <= UInt128.MaxValue) AssertEncoding(Codecs.CompactU128, (UInt128)value, hex);
        byte[] bytes = Convert.FromHexString(hex);
        Assert.Equal(value <= byte.MaxValue, Codecs.CompactU8.TryDecode(bytes, out _));
        Assert.Equal(value <= ushort.MaxValue, Codecs.CompactU16.TryDecode(bytes, out _));
        Assert.Equal(value <= uint.MaxValue, Codecs.CompactU32.TryDecode(bytes, out _));
        Assert.Equal(value <= ulong.MaxValue, Codecs.CompactU64.TryDecode(bytes, out _));
        Assert.Equal(value <= UInt128.MaxValue, Codecs.CompactU128.TryDecode(bytes, out _));
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Compact_OfAnInteger_HasItsLength(string text, string length)
    {
        UInt128 value = UInt128.Parse(text);
        byte[] encoded = Codecs.CompactU128.ToBytes(value);

        Assert.Equal(int.Parse(length), encoded.Length);
        Assert.True(Codecs.CompactU128.TryDecode(encoded, out UInt128 decoded));
        Assert.Equal(value, decoded);
        if (value <= uint.MaxValue) Assert.Equal(int.Parse(length), EncodedLength.OfCompact((uint)value));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Compact_LongerThanNeededTooLargeOrCut_IsRefused(string bits, string hex)
    {
        byte[] bytes = Convert.FromHexString(hex);
        Assert.False(bits switch
        {
            "8" => Codecs.CompactU8.TryDecode(bytes, out _),
            "16" => Codecs.CompactU16.TryDecode(bytes, out _),
            "32" => Codecs.CompactU32.TryDecode(bytes, out _),
            "64" => Codecs.CompactU64.TryDecode(bytes, out _),
            "128" => Codecs.CompactU128.TryDecode(bytes, out _),
            _ => Codecs.CompactBig.TryDecode(bytes, out _),
        });
    }

    // Around every power of two the forms change over, and each width has its own way to them.
    [Fact]
    public void Compact_AroundEveryPowerOfTwo_IsTheSameInEveryWidth()
    {
        for (int bit = 0; bit < 536; bit++)
        {
            for (int offset = -2; offset <= 2; offset++)
            {
                BigInteger value = BigInteger.Max(0, (BigInteger.One << bit) + offset);
                byte[] encoded = Codecs.CompactBig.ToBytes(value);
                Assert.True(Codecs.CompactBig.TryDecode(encoded, out BigInteger decoded));
                Assert.Equal(value, decoded);
                if (value <= uint.MaxValue) Assert.Equal(encoded, Codecs.CompactU32.ToBytes((uint)value));
                if (value <= ulong.MaxValue) Assert.Equal(encoded, Codecs.CompactU64.ToBytes((ulong)value));
                if (value > UInt128.MaxValue) continue;
                Assert.Equal(encoded, Codecs.CompactU128.ToBytes((UInt128)value));
                Assert.True(Codecs.CompactU128.TryDecode(encoded, out UInt128 narrow));
                Assert.Equal(value, narrow);
            }
        }
    }

    // All encodings of up to two bytes, and all of four with a first byte of each form: what is read encodes back to the same bytes.
    [Fact]
    public void Compact_OfEveryShortInput_IsReadOnlyInItsShortestForm()
    {
        int accepted = 0;
        for (int input = 0; input < 1 << 16; input++)
        {
            byte[] bytes = [(byte)input, (byte)(input >> 8)];
            if (Codecs.CompactU32.TryDecode(bytes, out uint value))
            {
                accepted++;
                Assert.Equal(bytes, Codecs.CompactU32.ToBytes(value));
            }

            byte[] longer = [(byte)((input & 0b1111_1100) | 0b10), (byte)(input >> 8), (byte)(input >> 3), 0];
            if (Codecs.CompactU64.TryDecode(longer, out ulong wide)) Assert.Equal(longer, Codecs.CompactU64.ToBytes(wide));
        }

        Assert.Equal((1 << 14) - (1 << 6), accepted);
    }

    [Fact]
    public void Compact_NegativeOrTooLarge_IsAProgrammingError()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Codecs.CompactBig.ToBytes(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Codecs.CompactBig.ToBytes(BigInteger.One << 536));
    }

    private static void AssertEncoding<T>(Codec<T> codec, T value, string hex)
    {
        Assert.Equal(hex, Convert.ToHexStringLower(codec.ToBytes(value)));
        Assert.True(codec.TryDecode(Convert.FromHexString(hex), out T decoded));
        Assert.Equal(value, decoded);
        Assert.InRange(hex.Length / 2, codec.MinEncodedLen, codec.MaxEncodedLen!.Value);
    }

    private static TheoryData<string, string> Rows(string path)
    {
        TheoryData<string, string> rows = [];
        foreach (string[] row in VectorFile.Read(path, 2)) rows.Add(row[0], row[1]);
        return rows;
    }
}
