using FsCheck;
using FsCheck.Fluent;
using Gensyn.Primitives;
using Gensyn.Scale;
using Xunit;

namespace Gensyn.Foundation.Tests.Primitives;

public sealed class CodecTests
{
    private static readonly AccountId Alice = new(Convert.FromHexString("d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d"));

    public static TheoryData<string> All => [.. Checks.Keys];

    private static readonly Dictionary<string, Func<byte[], bool>> Checks = new()
    {
        ["AccountId"] = Check(AccountId.Codec),
        ["Block"] = Check(Block.Codec),
        ["Digest"] = Check(Digest.Codec),
        ["DispatchClass"] = Check(DispatchClassCodec.Instance),
        ["Era"] = Check(Era.Codec),
        ["Header"] = Check(BlockHeader.Codec),
        ["InherentData"] = input => !InherentData.Codec.TryDecode(input, out InherentData value) || InherentData.Codec.ToBytes(value).Length <= input.Length,
        ["InvalidTransaction"] = Check(InvalidTransaction.Codec),
        ["MultiAddress"] = Check(MultiAddress.Codec),
        ["MultiSignature"] = Check(MultiSignature.Codec),
        ["Pays"] = Check(PaysCodec.Instance),
        ["RuntimeVersion"] = Check(RuntimeVersion.Codec),
        ["TransactionSource"] = Check(TransactionSourceCodec.Instance),
        ["TransactionValidityError"] = Check(TransactionValidityError.Codec),
        ["ValidTransaction"] = Check(ValidTransaction.Codec),
        ["Weight"] = Check(Weight.Codec),
        ["Result"] = Check(Codecs.Result(ValidTransaction.Codec, TransactionValidityError.Codec)),
    };

    // Small indices come first in most encodings, so half of the inputs begin with some.
    [Theory]
    [MemberData(nameof(All))]
    public void Decode_OfAnyBytes_FailsOrEncodesBackToThem(string codec) =>
        Prop.ForAll<byte[], byte>((input, first) => Checks[codec](input) && Checks[codec]([(byte)(first % 9), .. input, .. new byte[first]]))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void MultiAddress_OfEachKind_EncodesIndexAndBytes()
    {
        (MultiAddress Address, string Hex)[] vectors =
        [
            (Alice, "00d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d"),
            (new MultiAddress.Index(), "01"),
            (new MultiAddress.Raw([1, 2]), "02080102"),
            (new MultiAddress.Address32(Alice.Bytes), "03d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d"),
            (new MultiAddress.Address20(new byte[20]), "04" + new string('0', 40)),
        ];
        foreach ((MultiAddress address, string hex) in vectors)
        {
            Assert.Equal(hex, Convert.ToHexStringLower(MultiAddress.Codec.ToBytes(address)));
            Assert.True(MultiAddress.Codec.TryDecode(Convert.FromHexString(hex), out MultiAddress decoded));
            Assert.Equal(address, decoded);
        }
    }

    // Vectors: sp_runtime::transaction_validity, order of its enums.
    [Fact]
    public void TransactionValidityError_OfEachKind_EncodesAndExplainsItself()
    {
        (TransactionValidityError Error, string Hex, string Text)[] vectors =
        [
            (InvalidTransaction.Payment, "0001", "Inability to pay some fees (e.g. account balance too low)"),
            (InvalidTransaction.Stale, "0003", "Transaction is outdated"),
            (InvalidTransaction.BadProof, "0004", "Transaction has a bad signature"),
            (InvalidTransaction.Custom(9), "000709", "Custom error: 9"),
            (InvalidTransaction.UnknownOrigin, "000c", "The transaction extension did not authorize any origin"),
            (UnknownTransaction.NoUnsignedValidator, "0101", "NoUnsignedValidator"),
            (UnknownTransaction.Custom(255), "0102ff", "Custom(255)"),
        ];
        foreach ((TransactionValidityError error, string hex, string text) in vectors)
        {
            Assert.Equal(hex, Convert.ToHexStringLower(TransactionValidityError.Codec.ToBytes(error)));
            Assert.True(TransactionValidityError.Codec.TryDecode(Convert.FromHexString(hex), out TransactionValidityError decoded));
            Assert.Equal(error, decoded);
            Assert.Equal(text, error.Text);
        }
    }

    // Vectors: ids of runtime APIs as live chains list them.
    [Theory]
    [InlineData("Core", "0xdf6acb689907609b")]
    [InlineData("Metadata", "0x37e397fc7c91f5e4")]
    [InlineData("BlockBuilder", "0x40fe3ad401f8959a")]
    [InlineData("TaggedTransactionQueue", "0xd2bc9897eed08f15")]
    public void RuntimeApiId_OfAName_IsItsHash(string name, string expected) => Assert.Equal(expected, RuntimeApiId.Of(name).ToString());

    [Fact]
    public void RuntimeVersion_RoundTrips()
    {
        RuntimeVersion version = new("gensyn", "gensyn-net", 1, 2, 3, [(RuntimeApiId.Of("Core"), 5)], 4, 1);

        byte[] encoded = RuntimeVersion.Codec.ToBytes(version);

        Assert.Equal("1867656e73796e2867656e73796e2d6e657401000000020000000300000004df6acb689907609b050000000400000001", Convert.ToHexStringLower(encoded));
        Assert.True(RuntimeVersion.Codec.TryDecode(encoded, out RuntimeVersion decoded));
        Assert.Equal(version with { Apis = decoded.Apis }, decoded);
        Assert.Equal(version.Apis.AsEnumerable(), decoded.Apis);
    }

    [Fact]
    public void InherentData_IsSortedById()
    {
        InherentData inherents = InherentData.Empty.With(InherentId.Timestamp, [1, 2]).With(InherentId.AuraSlot, [3]);

        byte[] encoded = InherentData.Codec.ToBytes(inherents);

        Assert.Equal("08" + "61757261736c6f74" + "0403" + "74696d7374617030" + "080102", Convert.ToHexStringLower(encoded));
        Assert.True(InherentData.Codec.TryDecode(encoded, out InherentData decoded));
        Assert.Equal([1, 2], decoded.Get(InherentId.Timestamp)!);
        Assert.Null(decoded.Get(new InherentId("unknown!"u8)));
    }

    [Fact]
    public void ValidTransaction_Combined_SaturatesAndJoins()
    {
        ValidTransaction left = new(ulong.MaxValue, [[1]], [[2]], 64, Propagate: true);
        ValidTransaction right = new(5, [[3]], [], 32, Propagate: false);

        ValidTransaction both = left.CombineWith(right);

        Assert.Equal((ulong.MaxValue, 32ul, false), (both.Priority, both.Longevity, both.Propagate));
        Assert.Equal((2, 1), (both.Requires.Length, both.Provides.Length));
    }

    private static Func<byte[], bool> Check<T>(Codec<T> codec) =>
        input => !codec.TryDecode(input, out T value) || codec.ToBytes(value).SequenceEqual(input);
}
