using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Gensyn.Frame.Tests.Sample;
using Gensyn.Primitives;
using Gensyn.Scale;
using Gensyn.Testing;
using Xunit;
using Call = Gensyn.Frame.Tests.Sample.SamplePallet.Call;
using Event = Gensyn.Frame.Tests.Sample.SamplePallet.Event;
using Outcome = Gensyn.Frame.Tests.Sample.Outcome;

namespace Gensyn.Frame.Tests;

public sealed class CodecTests
{
    private const string Alice = "d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d";
    private readonly SampleRuntime _runtime = new();

    // Vectors: put together by hand from the SCALE rules in the polkadot-sdk documentation; the compact forms are those of parity-scale-codec's README.
    public static TheoryData<PalletCall, string> Calls => new()
    {
        { new Call.Register(100, "abc"u8.ToArray()), "32 00 9101 0c616263" },
        { new Call.Spoil(), "32 01" },
        { new Call.Remark([1, 2]), "32 03 08 0102" },
        { new Call.Sudo(new RuntimeCall(50, new Call.Spoil())), "32 04 32 01" },
        {
            new Call.Everything(
                true, 0x1234, (5, DevAccounts.Alice), 7, null, new Outcome.Split([new Outcome.Failed()]), [H256.Zero], DispatchClass.Operational),
            "32 07 01 3412 05000000 " + Alice + " 01 07000000 00 01 04 09 04 0000000000000000000000000000000000000000000000000000000000000000 01"
        },
    };

    public static TheoryData<PalletEvent, string> Events => new()
    {
        { new Event.Registered(DevAccounts.Alice, 100), "32 00 " + Alice + " 64000000000000000000000000000000" },
        { new Event.Ended(DispatchError.Module(10, 2)), "32 02 01 03 0a 02000000" },
        { new Event.Ended(DispatchResult.Ok), "32 02 00" },
        { new Event.Idle(), "32 05" },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public void Call_KnownValue_GivesKnownBytesAndComesBack(PalletCall call, string hex)
    {
        byte[] bytes = RuntimeCall.Codec.ToBytes(new RuntimeCall(50, call));

        Assert.Equal(Bare(hex), Convert.ToHexStringLower(bytes));
        Assert.True(RuntimeCall.Codec.TryDecode(bytes, out RuntimeCall back, _runtime));
        Assert.Equal(bytes, RuntimeCall.Codec.ToBytes(back));
    }

    [Theory]
    [MemberData(nameof(Events))]
    public void Event_KnownValue_GivesKnownBytesAndComesBack(PalletEvent value, string hex)
    {
        byte[] bytes = RuntimeEvent.Codec.ToBytes(new RuntimeEvent(50, value));

        Assert.Equal(Bare(hex), Convert.ToHexStringLower(bytes));
        Assert.True(RuntimeEvent.Codec.TryDecode(bytes, out RuntimeEvent back, _runtime));
        Assert.Equal(value, back.Event);
    }

    // Vector: SUBSTRATE 4.6, the record of the timestamp inherent's ExtrinsicSuccess has this head; the event here is the sample's.
    [Fact]
    public void EventRecord_KnownValue_GivesKnownBytesAndComesBack()
    {
        EventRecord record = new(Phase.ApplyExtrinsic(1), new RuntimeEvent(50, new Event.Idle()), [H256.Zero]);
        byte[] bytes = EventRecord.Codec.ToBytes(record);

        Assert.Equal(Bare("00 01000000 32 05 04 " + new string('0', 64)), Convert.ToHexStringLower(bytes));
        Assert.True(EventRecord.Codec.TryDecode(bytes, out EventRecord back, _runtime));
        Assert.Equal(record.Event, back.Event);
        Assert.Equal(record.Phase, back.Phase);
    }

    [Theory]
    [InlineData("32 09")] // no such call
    [InlineData("33 00")] // no such pallet
    [InlineData("32")] // cut off
    [InlineData("32 01 00")] // a byte too many
    [InlineData("32 00 02010000 00")] // a compact number that is not in its shortest form
    [InlineData("32 00 9101 44 0000000000000000000000000000000000")] // a name of 17 bytes, where 16 is the bound
    [InlineData("32 00 9101 feffffff")] // a length without its bytes
    public void Call_Malformed_DoesNotDecode(string hex) =>
        Assert.False(RuntimeCall.Codec.TryDecode(Convert.FromHexString(Bare(hex)), out _, _runtime));

    [Fact]
    public void Call_NestedTooDeep_DoesNotDecode()
    {
        byte[] Nested(int depth) => [.. Enumerable.Repeat<byte[]>([50, 4], depth).SelectMany(static b => b), 50, 1];

        Assert.True(RuntimeCall.Codec.TryDecode(Nested(ScaleReader.MaxDepth), out _, _runtime));
        Assert.False(RuntimeCall.Codec.TryDecode(Nested(ScaleReader.MaxDepth + 1), out _, _runtime));
        Assert.False(RuntimeCall.Codec.TryDecode(Nested(500_000), out _, _runtime));
    }

    [Fact]
    public void Union_ThatHoldsItself_NestedTooDeep_DoesNotDecode()
    {
        byte[] Nested(int depth) => [.. Enumerable.Repeat<byte[]>([1, 4], depth).SelectMany(static b => b), 9];

        Assert.True(Outcome.Codec.TryDecode(Nested(200), out _));
        Assert.False(Outcome.Codec.TryDecode(Nested(500_000), out _));
    }

    [Fact]
    public void AnyBytes_DecodeToWhatEncodesTheSame_OrFail() => Prop.ForAll((byte[] bytes) =>
    {
        Survives(RuntimeCall.Codec, [50, .. bytes]);
        Survives(RuntimeEvent.Codec, [50, .. bytes]);
        Survives(EventRecord.Codec, bytes);
        Survives(DispatchError.Codec, bytes);
        Survives(DispatchResult.Codec, bytes);
        Survives(Worker.Codec, bytes);
        Survives(Profile.Codec, bytes);
        Survives(Outcome.Codec, bytes);
        Survives(StageCodec.Instance, bytes);
        Survives(SamplePallet.MoodCodec.Instance, bytes);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    // Random bytes seldom get far into a call, so these start from good ones and break one byte.
    [Fact]
    public void GoodCall_WithOneByteChanged_DecodesOrFails() => Prop.ForAll((byte position, byte value) =>
    {
        foreach (object[] row in Calls)
        {
            byte[] bytes = RuntimeCall.Codec.ToBytes(new RuntimeCall(50, (PalletCall)row[0]));
            bytes[position % bytes.Length] = value;
            Survives(RuntimeCall.Codec, bytes);
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Worker_AnyValue_RoundTrips() => Prop.ForAll((ulong stake, bool busy, uint active) =>
    {
        Worker worker = new(stake, busy ? Stage.Busy : Stage.Idle, active);
        return Worker.Codec.TryDecode(Worker.Codec.ToBytes(worker), out Worker back) && back == worker;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Enum_ValueWithoutAName_DoesNotDecode()
    {
        Assert.True(SamplePallet.MoodCodec.Instance.TryDecode([4], out SamplePallet.Mood mood));
        Assert.Equal(SamplePallet.Mood.Bad, mood);
        Assert.False(SamplePallet.MoodCodec.Instance.TryDecode([0], out _));
        Assert.False(StageCodec.Instance.TryDecode([2], out _));
    }

    [Fact]
    public void Default_OfAStruct_Encodes() =>
        Assert.Equal("00" + "00" + "00000000", Convert.ToHexStringLower(Worker.Codec.ToBytes(default)));

    // Vectors: indices of sp_runtime::DispatchError in live metadata; Balances (10), InsufficientBalance (2) is 03 0a 02000000.
    [Theory]
    [InlineData(DispatchErrorKind.BadOrigin, 0, 0, "02")]
    [InlineData(DispatchErrorKind.Module, 10, 2, "030a02000000")]
    [InlineData(DispatchErrorKind.Token, (byte)TokenError.Frozen, 0, "0705")]
    [InlineData(DispatchErrorKind.Arithmetic, (byte)ArithmeticError.Overflow, 0, "0801")]
    [InlineData(DispatchErrorKind.Transactional, (byte)TransactionalError.NoLayer, 0, "0901")]
    [InlineData(DispatchErrorKind.RootNotAllowed, 0, 0, "0d")]
    [InlineData(DispatchErrorKind.Trie, 13, 0, "0e0d")]
    public void DispatchError_KnownValue_GivesKnownBytes(DispatchErrorKind kind, byte detail, uint code, string hex)
    {
        DispatchError error = new(kind, detail, code);

        Assert.Equal(hex, Convert.ToHexStringLower(DispatchError.Codec.ToBytes(error)));
        Assert.True(DispatchError.Codec.TryDecode(Convert.FromHexString(hex), out DispatchError back));
        Assert.Equal(error, back);
        Assert.Equal("01" + hex, Convert.ToHexStringLower(DispatchResult.Codec.ToBytes(error)));
    }

    [Theory]
    [InlineData("0f")]
    [InlineData("070a")]
    [InlineData("0803")]
    [InlineData("0902")]
    [InlineData("0e0e")]
    public void DispatchError_UnknownVariant_DoesNotDecode(string hex) => Assert.False(DispatchError.Codec.TryDecode(Convert.FromHexString(hex), out _));

    private static string Bare(string hex) => hex.Replace(" ", "", StringComparison.Ordinal);

    private void Survives<T>(Codec<T> codec, byte[] bytes)
    {
        if (codec.TryDecode(bytes, out T value, _runtime)) Assert.Equal(bytes, codec.ToBytes(value));
    }
}
