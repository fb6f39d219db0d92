using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Gensyn.Crypto;
using Gensyn.Frame;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Pallets.Substrate.FrameSystem;
using Gensyn.Pallets.Substrate.Timestamp;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Testing;
using Gensyn.Trie;
using Xunit;

namespace Gensyn.Runtime.Tests.Blocks;

public sealed class ExtrinsicTests
{
    // Vectors: made with polkadot-sdk's encodings for the parachain template's pallet indices (docs of the compatibility checklist, section 4.1):
    // ed25519 //Alice sends 10^12 to sr25519 //Bob, immortal, nonce 0, tip 0, spec and transaction version 1, genesis hash of 32 bytes 0x11.
    private const string Inherent = "280503000b0068e5cf8b01";
    private const string TemplateInherent = "280502000b0068e5cf8b01";
    private const string Transfer = "0a00008eaf04151687736326c9fea17e25fc5287613693c912909cb226aa4794f26a48070010a5d4e8";
    private const string Transaction =
        "4102840088dc3417d5058ec4b4503e0c12ea1a0a89be200fe98922423d4334014fa6b0ee004f246d57447b8531d033c676218f33767092ac953744759f7e47a86f710e677a743b89d1876b0e49bb772ab1"
        + "bc4b0ba5e87795b221864caceb480f5d17ca1208000000000a00008eaf04151687736326c9fea17e25fc5287613693c912909cb226aa4794f26a48070010a5d4e8";

    private const string TransactionHash = "0xd006abc1a863bbbdd7d17b99fa2c6d4faa12a29397422c6a2d61d21326d75c0a";
    private const string RootV0 = "0x45be39e7a6da25c068d37d6dc8169a992ab68f22c8777112456dffeb939e8303";
    private const string RootV1 = "0x846ba6ad4947e22d9ec5d1b708e3af34851fe6ef4ee5ff5d4183b17a75027660";

    private readonly OverlayExternalities _state = new(new MemoryState());
    private readonly GensynRuntime _runtime;

    public ExtrinsicTests() => _runtime = new(_state);

    [Fact]
    public void Bare_TimestampInherent_HasTheBytesOfTheVector()
    {
        Assert.Equal(TemplateInherent, Hex(UncheckedExtrinsic.EncodeBare(new(2, new TimestampPallet.Call.Set(1_700_000_000_000)))));
    }

    [Theory]
    [InlineData("280402000b0068e5cf8b01")]
    [InlineData(TemplateInherent)]
    public void Bare_InEitherVersion_Decodes(string hex)
    {
        Assert.True(Decode(hex, out UncheckedExtrinsic? extrinsic));

        Assert.Equal(Preamble.Bare, extrinsic!.Preamble);
        Assert.Equal(new TimestampPallet.Call.Set(1_700_000_000_000), extrinsic.Call.Call);
    }

    [Fact]
    public void Signed_OfTheVector_DecodesAndEncodesToTheSameBytes()
    {
        Assert.True(Decode(Transaction, out UncheckedExtrinsic? extrinsic));

        Assert.Equal(new BalancesPallet.Call.TransferAllowDeath(TestChain.Account(TestChain.Bob), 1_000_000_000_000), extrinsic!.Call.Call);
        Assert.Equal(Transaction, Hex(UncheckedExtrinsic.EncodeSigned(extrinsic.Address!, extrinsic.Signature!, extrinsic.Extensions, extrinsic.Call)));
        Assert.Equal(TransactionHash, Hashing.Blake2_256(extrinsic.Bytes).ToString());
    }

    [Fact]
    public void Signed_OfTheVector_IsMadeFromItsParts()
    {
        OpenBlockOne();
        RuntimeCall call = new(10, new BalancesPallet.Call.TransferAllowDeath(TestChain.Account(TestChain.Bob), 1_000_000_000_000));
        TransactionExtensions extensions = _runtime.Extensions(nonce: 0, Era.Immortal, tip: 0);
        Assert.Null(UncheckedExtrinsic.SignedPayload(call, extensions, out byte[] payload));
        using Ed25519KeyPair alice = Ed25519KeyPair.FromUri("//Alice");
        MultiSignature signature = new(MultiSignatureKind.Ed25519, alice.Sign(payload));

        Assert.Equal(118, payload.Length);
        Assert.StartsWith(Transfer + "00000000" + "0100000001000000", Hex(payload), StringComparison.Ordinal);
        Assert.Equal(Transaction, Hex(UncheckedExtrinsic.EncodeSigned(new AccountId(alice.PublicKey), signature, extensions, call)));
    }

    [Fact]
    public void Signed_OfTheVector_HasAGoodSignature()
    {
        OpenBlockOne();
        Assert.True(Decode(Transaction, out UncheckedExtrinsic? extrinsic));

        Assert.Null(extrinsic!.CheckSignature(_state, out AccountId signer));
        Assert.Equal("0x88dc3417d5058ec4b4503e0c12ea1a0a89be200fe98922423d4334014fa6b0ee", signer.ToString());
    }

    [Fact]
    public void Roots_OfTheVectorsBlock_MatchInBothLayouts()
    {
        foreach (string inherent in (string[])[TemplateInherent, Inherent])
        {
            ImmutableArray<byte[]> body = [Convert.FromHexString(inherent), Convert.FromHexString(Transaction)];
            string v0 = TrieRoot.Ordered(body, StateVersion.V0).ToString();
            if (v0 != RootV0) continue;
            Assert.Equal(RootV1, TrieRoot.Ordered(body, StateVersion.V1).ToString());
            return;
        }

        Assert.Fail("neither inherent gives the vector's root");
    }

    // Vector: polkadot-js, packages/types/src/extrinsic/v5/GeneralExtrinsic.spec.ts, with this chain's call.
    [Fact]
    public void General_OfVersionFive_DecodesWithItsExtensions()
    {
        string body = "45" + "00" + "6500" + "00" + "00" + "00" + "0600";
        Assert.False(Decode(WithLength(body), out _));

        body = "45" + "00" + "6500" + "00" + "00" + "00" + "00000c010203";
        Assert.True(Decode(WithLength(body), out UncheckedExtrinsic? extrinsic));
        Assert.Equal(Preamble.General, extrinsic!.Preamble);
        Assert.Equal([1, 2, 3], Assert.IsType<FrameSystemPallet.Call.MakeRemark>(extrinsic.Call.Call).Remark);
    }

    [Theory]
    [InlineData("")] // nothing
    [InlineData("00")] // a length of zero
    [InlineData("0c0500")] // less than it says
    [InlineData("2805020b0068e5cf8b0100")] // shifted
    [InlineData("2c0502000b0068e5cf8b0100")] // one byte more than the call
    [InlineData("280602000b0068e5cf8b01")] // version 6
    [InlineData("284402000b0068e5cf8b01")] // general, version 4
    [InlineData("288502000b0068e5cf8b01")] // signed, version 5
    [InlineData("28c402000b0068e5cf8b01")] // no such preamble
    [InlineData("280503000b0068e5cf8b01")] // no such pallet
    [InlineData("ffffffffffffffffffffff")] // a length of many bytes
    [InlineData("280502000b0068e5cf8b0100")] // a byte after the end
    public void TryDecode_Malformed_Fails(string hex) => Assert.False(Decode(hex, out _));

    [Fact]
    public void TryDecode_CallsNestedTooDeep_Fails()
    {
        // sudo(sudo(...)): 15 0 for each level, then remark([]).
        string Nested(int depth) => WithLength("05" + string.Concat(Enumerable.Repeat("0f00", depth)) + "000000");

        Assert.True(Decode(Nested(256), out _));
        Assert.False(Decode(Nested(257), out _));
        Assert.False(Decode(Nested(100_000), out _));
    }

    [Fact]
    public void TryDecode_AnyBytes_NeverThrows()
    {
        byte[] good = Convert.FromHexString(Transaction);
        Prop.ForAll(
            ArbMap.Default.ArbFor<byte[]>(),
            ArbMap.Default.ArbFor<(int, byte)>(),
            (random, change) =>
            {
                byte[] mutated = [.. good];
                mutated[(int)((uint)change.Item1 % (uint)mutated.Length)] = change.Item2;
                byte[] cut = good[..(int)((uint)change.Item1 % (uint)good.Length)];
                foreach (byte[] bytes in (byte[][])[random, mutated, cut, Convert.FromHexString(WithLength(Hex(random)))])
                {
                    if (UncheckedExtrinsic.TryDecode(bytes, _runtime, _runtime.Extensions, out UncheckedExtrinsic? extrinsic))
                    {
                        Assert.Same(bytes, extrinsic.Bytes);
                    }
                }
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void TryDecode_AnyCallWithAnyArguments_NeverThrows_AndReencodesToTheSameBytes()
    {
        (byte Pallet, byte Call)[] calls =
        [
            .. _runtime.Pallets.Where(static p => p.Metadata.Calls is not null)
                .SelectMany(static p => ((Scale.TypeDefinition.Variant)p.Metadata.Calls!.Definition).Variants.Select(v => (p.Index, v.Index))),
        ];
        Assert.True(calls.Length > 40);
        int decoded = 0;
        Prop.ForAll(
            ArbMap.Default.ArbFor<byte[]>(),
            tail =>
            {
                foreach ((byte pallet, byte call) in calls)
                {
                    // Zeros after the random bytes let long arguments decode; what is left of them does not matter.
                    byte[] bytes = [pallet, call, .. tail, .. new byte[200]];
                    Scale.ScaleReader reader = new(bytes, _runtime);
                    RuntimeCall value = RuntimeCall.Codec.Decode(ref reader);
                    if (reader.Failed) continue;
                    decoded++;
                    Assert.Equal(bytes[..^reader.Remaining], RuntimeCall.Codec.ToBytes(value));
                    _runtime.InfoOf(value);
                }
            }).QuickCheckThrowOnFailure();
        Assert.True(decoded > 1000, $"only {decoded} decoded");
    }

    private static string WithLength(string hex)
    {
        Scale.ScaleWriter writer = new(64);
        writer.WriteByteString(Convert.FromHexString(hex));
        return Hex(writer.ToArray());
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private void OpenBlockOne()
    {
        // The vector's genesis hash.
        H256 genesis = new(Enumerable.Repeat((byte)0x11, 32).ToArray());
        _runtime.FrameSystem.Initialize(1, genesis, Digest.Empty);
    }

    private bool Decode(string hex, out UncheckedExtrinsic? extrinsic) =>
        UncheckedExtrinsic.TryDecode(Convert.FromHexString(hex), _runtime, _runtime.Extensions, out extrinsic);
}
