using System.Globalization;
using Gensyn.Frame;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Pallets.Substrate.FrameSystem;
using Gensyn.Pallets.Substrate.Multisig;
using Gensyn.Pallets.Substrate.Proxy;
using Gensyn.Pallets.Substrate.Sudo;
using Gensyn.Pallets.Substrate.Timestamp;
using Gensyn.Pallets.Substrate.Utility;
using Gensyn.Primitives;
using Gensyn.Scale;
using Gensyn.Testing;
using Xunit;

namespace Gensyn.Pallets.Tests;

/// <summary>Extrinsics that polkadot-js makes for another runtime: the same calls, values and bytes here, at that runtime's indices.</summary>
public sealed class PolkadotJsExtrinsicTests : IDisposable
{
    private static readonly AccountId Alice = DevAccounts.Alice;
    private static readonly AccountId Bob = DevAccounts.Bob;
    private static readonly AccountId Charlie = DevAccounts.Charlie;
    private static readonly H256 H = Repeated(0x2a);
    private static readonly Weight Limit = new(1_000_000_000, 65_536);

    private readonly SubstrateTestRuntime _pallets = new();

    // The calls of the vectors, written down once more.
    private static Dictionary<string, RuntimeCall> Expected
    {
        get
        {
            RuntimeCall transfer = At(6, new BalancesPallet.Call.TransferKeepAlive(Bob, 12_345));
            RuntimeCall remark = At(0, new FrameSystemPallet.Call.RemarkWithEvent([1, 2, 3]));
            UInt128 unit = 1_000_000_000_000;
            return new()
            {
                ["system.remark"] = At(0, new FrameSystemPallet.Call.MakeRemark([0xde, 0xad, 0xbe, 0xef])),
                ["system.set_heap_pages"] = At(0, new FrameSystemPallet.Call.SetHeapPages(64)),
                ["system.set_code"] = At(0, new FrameSystemPallet.Call.SetCode([0, 0x6e, 0x65, 0x74])),
                ["system.set_storage"] = At(0, new FrameSystemPallet.Call.SetStorage([([1], [2, 3])])),
                ["system.kill_prefix"] = At(0, new FrameSystemPallet.Call.KillPrefix([1, 2], 7)),
                ["system.authorize_upgrade"] = At(0, new FrameSystemPallet.Call.AuthorizeUpgrade(H)),
                ["system.apply_authorized_upgrade"] = At(0, new FrameSystemPallet.Call.ApplyAuthorizedUpgrade([0x0a, 0x0b])),
                ["timestamp.set"] = At(3, new TimestampPallet.Call.Set(1_700_000_000_000)),
                ["balances.transfer_allow_death"] = At(6, new BalancesPallet.Call.TransferAllowDeath(Bob, unit)),
                ["balances.transfer_keep_alive"] = transfer,
                ["balances.transfer_all"] = At(6, new BalancesPallet.Call.TransferAll(Bob, KeepAlive: true)),
                ["balances.force_transfer"] = At(6, new BalancesPallet.Call.ForceTransfer(Alice, Bob, UInt128.One << 100)),
                ["balances.force_set_balance"] = At(6, new BalancesPallet.Call.ForceSetBalance(new MultiAddress.Address32(H), 0)),
                ["balances.burn"] = At(6, new BalancesPallet.Call.Burn(7, KeepAlive: false)),
                ["utility.batch"] = At(1, new UtilityPallet.Call.Batch([transfer, remark])),
                ["utility.batch_all"] = At(1, new UtilityPallet.Call.BatchAll([transfer, At(1, new UtilityPallet.Call.Batch([remark]))])),
                ["utility.force_batch"] = At(1, new UtilityPallet.Call.ForceBatch([])),
                ["utility.as_derivative"] = At(1, new UtilityPallet.Call.AsDerivative(513, transfer)),
                ["utility.dispatch_as"] = At(1, new UtilityPallet.Call.DispatchAs(new OriginCaller(RawOrigin.Signed, Bob), transfer)),
                ["utility.with_weight"] = At(1, new UtilityPallet.Call.WithWeight(transfer, Limit)),
                ["multisig.as_multi_threshold_1"] = At(36, new MultisigPallet.Call.AsMultiThreshold1([Bob, Charlie], transfer)),
                ["multisig.as_multi_first"] = At(36, new MultisigPallet.Call.AsMulti(2, [Bob, Charlie], null, transfer, Limit)),
                ["multisig.as_multi_last"] = At(36, new MultisigPallet.Call.AsMulti(2, [Bob, Charlie], new Timepoint(10, 3), transfer, Limit)),
                ["multisig.approve_as_multi"] = At(36, new MultisigPallet.Call.ApproveAsMulti(3, [Bob, Charlie], new Timepoint(1 << 30, 1), new CallHash(H), Limit)),
                ["multisig.cancel_as_multi"] = At(36, new MultisigPallet.Call.CancelAsMulti(2, [Bob], new Timepoint(10, 3), new CallHash(H))),
                ["proxy.proxy"] = At(35, new ProxyPallet.Call.MakeProxied(Alice, null, transfer)),
                ["proxy.proxy_any"] = At(35, new ProxyPallet.Call.MakeProxied(Alice, ProxyType.Any, At(1, new UtilityPallet.Call.Batch([transfer, remark])))),
                ["proxy.add_proxy"] = At(35, new ProxyPallet.Call.AddProxy(Bob, ProxyType.Any, 0)),
                ["proxy.announce"] = At(35, new ProxyPallet.Call.Announce(Alice, H)),
                ["proxy.create_pure"] = At(35, new ProxyPallet.Call.CreatePure(ProxyType.Any, 5, 258)),
                ["proxy.kill_pure"] = At(35, new ProxyPallet.Call.KillPure(Alice, ProxyType.Any, 258, 70_000, 2)),
                ["sudo.sudo"] = At(22, new SudoPallet.Call.Sudo(remark)),
                ["sudo.sudo_as"] = At(22, new SudoPallet.Call.SudoAs(Bob, remark)),
            };
        }
    }

    [Fact]
    public void Extrinsics_DecodeToTheSameValues_AndEncodeToTheSameBytes()
    {
        ForeignIndices there = new(_pallets);
        ExecutiveTestRuntime runtime = new();
        runtime.System.NumberValue.Set(1400);
        runtime.System.BlockHash.Set(0, Repeated(0x11));
        runtime.System.BlockHash.Set(1400, Repeated(0x22));
        Dictionary<string, RuntimeCall> expected = Expected;
        foreach (string[] row in VectorFile.Read("pallets/polkadot-js-extrinsics.txt", 7))
        {
            (string name, uint nonce, Era era, bool hashed) = (row[0], uint.Parse(row[1], CultureInfo.InvariantCulture), EraOf(row[2]), row[3] == "1");
            Assert.True(expected.Remove(name, out RuntimeCall? call), name);

            byte[] callBytes = VectorFile.Bytes(row[4]);
            Assert.True(RuntimeCall.Codec.TryDecode(callBytes, out RuntimeCall decoded, there), name);
            AssertSame(call, decoded);
            Assert.Equal(callBytes, RuntimeCall.Codec.ToBytes(call));

            // The extensions of the parachain template; only these five have data.
            (CheckMortality mortality, CheckNonce counter, Tip tip, CheckMetadataHash hash) = (new(runtime.System), new(runtime.System), new(), new(static () => Repeated(0x33)));
            TransactionExtensions Extensions() => new(
            [
                new AuthorizeCall(runtime), new CheckNonZeroSender(), new CheckSpecVersion(ExecutiveTestRuntime.Version), new CheckTxVersion(ExecutiveTestRuntime.Version),
                new CheckGenesis(runtime.System), mortality, counter, new CheckWeight(runtime.System), tip, hash, new StorageWeightReclaim(runtime.System, runtime.Externalities),
            ]);
            byte[] bytes = VectorFile.Bytes(row[6]);
            Assert.True(UncheckedExtrinsic.TryDecode(bytes, there, Extensions, out UncheckedExtrinsic? extrinsic), name);
            Assert.Equal((era, nonce, (UInt128)nonce * 1000, hashed), (mortality.Era, counter.Nonce, tip.Amount, hash.IsEnabled));
            Assert.Equal(new MultiAddress.Id(Alice), extrinsic.Address);
            Assert.Equal(MultiSignatureKind.Sr25519, extrinsic.Signature!.Kind);
            AssertSame(call, extrinsic.Call);
            Assert.Equal(bytes, UncheckedExtrinsic.EncodeSigned(extrinsic.Address!, extrinsic.Signature, extrinsic.Extensions, call));

            Assert.Null(UncheckedExtrinsic.SignedPayload(call, extrinsic.Extensions, out byte[] payload));
            byte[] toSign = VectorFile.Bytes(row[5]);
            Assert.Equal(toSign.Length > 256 ? Hashing.Blake2_256(toSign).ToArray() : toSign, payload);
        }

        Assert.Empty(expected);
    }

    // Vector: polkadot-js/api, packages/types/src/extrinsic/Extrinsic.spec.ts: a transaction of Kusama, from before CheckMetadataHash.
    [Fact]
    public void Signed_OfKusama_DecodesToTheValuesOfTheFixture()
    {
        ExecutiveTestRuntime runtime = new();
        (CheckMortality mortality, CheckNonce counter, Tip tip) = (new(runtime.System), new(runtime.System), new());
        byte[] bytes = Convert.FromHexString(
            "5d0284" + "00fcc4910cb536b4333db4bccb40e2cf6427b4766518e754b91e70c97e4a87dbb3"
            + "00d99ffe3e610ad234e1414bda5831395a6df9098bf80b01561ce89a5065ae89d5c10e1619c6c99131b0bea4fb73ef04d07c07770e2ae9df5c325c331769ccb300"
            + "a90b" + "1101" + "0700ac23fc06" + "0600" + "00495e1e506f266418af07fa0c5c108dd436f2faa59fe7d9e54403779f5bbd7718" + "0bc01eb1fc185f");

        Assert.True(UncheckedExtrinsic.TryDecode(bytes, new ForeignIndices(_pallets), () => new([mortality, counter, tip]), out UncheckedExtrinsic? extrinsic));

        Assert.Equal((1024ul, 186ul), (mortality.Era.Period, mortality.Era.Phase));
        Assert.Equal(68u, counter.Nonce);
        Assert.Equal((UInt128)30_000_000_000, tip.Amount);
        Assert.Equal(MultiSignatureKind.Ed25519, extrinsic.Signature!.Kind);
        BalancesPallet.Call.TransferAllowDeath call = Assert.IsType<BalancesPallet.Call.TransferAllowDeath>(extrinsic.Call.Call);
        Assert.Equal((UInt128)104_560_923_320_000, call.Value);
        Assert.Equal(bytes, UncheckedExtrinsic.EncodeSigned(extrinsic.Address!, extrinsic.Signature, extrinsic.Extensions, extrinsic.Call));
    }

    // Vector: polkadot-js/api, packages/types/src/extrinsic/v5/GeneralExtrinsic.spec.ts.
    [Fact]
    public void General_OfPolkadotJs_DecodesToTheValuesOfTheFixture_AndIsMadeFromThem()
    {
        ExecutiveTestRuntime runtime = new();
        (CheckMortality mortality, CheckNonce counter, Tip tip, CheckMetadataHash hash) = (new(runtime.System), new(runtime.System), new(), new(static () => null));
        byte[] bytes = Convert.FromHexString("c44500650000000000060000d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d0700e40b5402");
        // That runtime's fees may be paid in an asset, of which the fixture names none.
        TransactionExtensions Extensions() => new([mortality, counter, tip, new TestExtension("asset") { Sent = [0] }, hash]);

        Assert.True(UncheckedExtrinsic.TryDecode(bytes, new ForeignIndices(_pallets), Extensions, out UncheckedExtrinsic? extrinsic));

        Assert.Equal(Preamble.General, extrinsic.Preamble);
        Assert.Null(extrinsic.Address);
        Assert.Equal((64ul, 6ul, 0u, UInt128.Zero, false), (mortality.Era.Period, mortality.Era.Phase, counter.Nonce, tip.Amount, hash.IsEnabled));
        Assert.Equal(At(6, new BalancesPallet.Call.TransferAllowDeath(Alice, 10_000_000_000)), extrinsic.Call);
        Assert.Equal(bytes, UncheckedExtrinsic.EncodeGeneral(extrinsic.Extensions, extrinsic.Call));
    }

    // Vector: polkadot-js/api, packages/types-support/src/json/SignedBlock.005.json: the first inherent of a Kusama block, of version 2 and with Timestamp at
    // 3. Kusama's later blocks have the same at version 4, which is all that is changed here.
    [Theory]
    [InlineData("280203000b868d92346c01", false)]
    [InlineData("280403000b868d92346c01", true)]
    public void Bare_OfVersion4_IsAnInherentOfOldBlocks_AndOfVersion2IsNone(string hex, bool decodes)
    {
        bool decoded = UncheckedExtrinsic.TryDecode(Convert.FromHexString(hex), new ForeignIndices(_pallets), static () => new([]), out UncheckedExtrinsic? extrinsic);

        Assert.Equal(decodes, decoded);
        if (extrinsic is null) return;
        Assert.Equal(Preamble.Bare, extrinsic.Preamble);
        Assert.Equal(0x016c34928d86ul, Assert.IsType<TimestampPallet.Call.Set>(extrinsic.Call.Call).Now);
    }

    public void Dispose() => _pallets.Dispose();

    private static RuntimeCall At(byte index, PalletCall call) => new(index, call);

    private static H256 Repeated(byte value) => new([.. Enumerable.Repeat(value, 32)]);

    private static Era EraOf(string hex)
    {
        Assert.True(Era.Codec.TryDecode(VectorFile.Bytes(hex), out Era era));
        return era;
    }

    // Calls hold lists, which compare by reference: their printed parts and their bytes tell.
    private static void AssertSame(RuntimeCall expected, RuntimeCall actual)
    {
        Assert.Equal(expected.Pallet, actual.Pallet);
        Assert.Equal(expected.Call.GetType(), actual.Call.GetType());
        Assert.Equal(RuntimeCall.Codec.ToBytes(expected), RuntimeCall.Codec.ToBytes(actual));
    }

    /// <summary>The pallets of this repository at the indices that they have in polkadot-sdk's substrate/bin/node.</summary>
    private sealed class ForeignIndices(SubstrateTestRuntime runtime) : IRuntimeCallDecoder
    {
        private static readonly Dictionary<byte, byte> Ours = new()
        {
            [0] = 0, // System
            [1] = 40, // Utility
            [3] = 2, // Timestamp
            [6] = 10, // Balances
            [22] = 15, // Sudo
            [35] = 42, // Proxy
            [36] = 41, // Multisig
        };

        public Codec<PalletCall>? CallCodecOf(byte pallet) => Ours.TryGetValue(pallet, out byte ours) ? runtime.CallCodecOf(ours) : null;
    }

    /// <summary>The data of ChargeTransactionPayment.</summary>
    private sealed class Tip : TransactionExtension
    {
        public UInt128 Amount { get; private set; }

        public override string Identifier => "ChargeTransactionPayment";

        public override void Decode(ref ScaleReader reader) => Amount = reader.ReadCompactU128();

        public override void Encode(ref ScaleWriter writer) => writer.WriteCompact(Amount);
    }
}
