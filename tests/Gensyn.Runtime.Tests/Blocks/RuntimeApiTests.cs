using System.Collections.Immutable;
using System.Text;
using Gensyn.Crypto;
using Gensyn.Frame;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Pallets.Substrate.FrameSystem;
using Gensyn.Pallets.Substrate.Timestamp;
using Gensyn.Pallets.Substrate.TransactionPayment;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;
using Xunit;

namespace Gensyn.Runtime.Tests.Blocks;

public sealed class RuntimeApiTests
{
    private readonly TestChain _chain = new();

    [Fact]
    public void Version_IsTheSameByCallConstantAndProperty()
    {
        byte[] version = _chain.Query("Core_version");
        ConstantInfo constant = _chain.View.FrameSystem.Metadata.Constants.Single(static c => c.Name == "Version");

        Assert.Equal(TestChain.Native.Version.ToArray(), version);
        Assert.Equal(version, constant.Value.ToArray());
        Assert.True(RuntimeVersion.Codec.TryDecode(version, out RuntimeVersion decoded));
        Assert.Equal("gensyn", decoded.SpecName);
        // Ids as the live Asset Hub has them, for AuraApi, Core and Metadata.
        Assert.Equal(["0xdd718d5cc53262d4", "0xdf6acb689907609b", "0x37e397fc7c91f5e4"], decoded.Apis.Take(3).Select(static a => a.Id.ToString()));
    }

    [Theory]
    [InlineData("Core_vision", "")]
    [InlineData("CollectCollationInfo_collect_collation_info", "")]
    [InlineData("", "")]
    public void Call_AnUnknownMethod_IsNotFound(string method, string arguments) =>
        Assert.Contains(
            "is not found", Assert.Throws<RuntimeException>(() => _chain.Query(method, Convert.FromHexString(arguments))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("Core_version", "00")]
    [InlineData("Core_execute_block", "")]
    [InlineData("Core_initialize_block", "0011")]
    [InlineData("Metadata_metadata_at_version", "0e0000")]
    [InlineData("BlockBuilder_apply_extrinsic", "0400")]
    [InlineData("BlockBuilder_inherent_extrinsics", "04")]
    [InlineData("TaggedTransactionQueue_validate_transaction", "03")]
    [InlineData("AccountNonceApi_account_nonce", "00")]
    [InlineData("TransactionPaymentApi_query_info", "04")]
    [InlineData("GenesisBuilder_get_preset", "02")]
    public void Call_WithBadInput_TrapsWithoutHarm(string method, string arguments) =>
        Assert.Contains(
            "Bad input data", Assert.Throws<RuntimeException>(() => _chain.Query(method, Convert.FromHexString(arguments))).Message, StringComparison.Ordinal);

    [Fact]
    public void Call_WithMoreThanItsArguments_IgnoresTheRest() =>
        Assert.Equal([0, 0, 0, 0], _chain.Query("AccountNonceApi_account_nonce", TestChain.Alice.PublicKey.ToArray(), [1, 2, 3]));

    [Fact]
    public void InherentExtrinsics_OfTheTime_AreOneBareCall()
    {
        InherentData data = InherentData.Empty.With(InherentId.Timestamp, Codecs.U64.ToBytes(1_700_000_000_000));

        byte[] made = _chain.Query("BlockBuilder_inherent_extrinsics", InherentData.Codec.ToBytes(data));

        // Vector: the compatibility checklist, section 4.1, with the template's index of Timestamp.
        Assert.Equal("04280502000b0068e5cf8b01", Convert.ToHexStringLower(made));
        Assert.Equal([0], _chain.Query("BlockBuilder_inherent_extrinsics", InherentData.Codec.ToBytes(InherentData.Empty)));
    }

    [Theory]
    [InlineData(0ul, "010000")]
    [InlineData(30_000ul, "010000")]
    [InlineData(30_001ul, "0001" + "04" + "74696d7374617030" + "04" + "01")]
    public void CheckInherents_ATimeAhead_IsRefusedBeyondTheDrift(ulong ahead, string expected)
    {
        const ulong known = 1_800_000_000_000;
        Block block = new(_chain.Best, [UncheckedExtrinsic.EncodeBare(_chain.Of(new TimestampPallet.Call.Set(known + ahead)))]);
        InherentData data = InherentData.Empty.With(InherentId.Timestamp, Codecs.U64.ToBytes(known));

        Assert.Equal(
            expected, Convert.ToHexStringLower(_chain.Query("BlockBuilder_check_inherents", Block.Codec.ToBytes(block), InherentData.Codec.ToBytes(data))));
    }

    [Fact]
    public void CheckInherents_ATimeTooSoon_IsRefused()
    {
        _chain.Author();
        ulong now = _chain.View.Timestamp.Now.Get();
        Block block = new(_chain.Best, [UncheckedExtrinsic.EncodeBare(_chain.Of(new TimestampPallet.Call.Set(now + 499)))]);
        InherentData data = InherentData.Empty.With(InherentId.Timestamp, Codecs.U64.ToBytes(now + 499));

        Assert.Equal(
            "0001" + "04" + "74696d7374617030" + "04" + "00",
            Convert.ToHexStringLower(_chain.Query("BlockBuilder_check_inherents", Block.Codec.ToBytes(block), InherentData.Codec.ToBytes(data))));
    }

    [Fact]
    public void QueryInfo_OfATransfer_IsWhatIsThenPaid()
    {
        byte[] transfer = _chain.Sign(TestChain.Alice, new BalancesPallet.Call.TransferAllowDeath(TestChain.Account(TestChain.Bob), 1));
        byte[] length = Codecs.U32.ToBytes((uint)transfer.Length);

        Assert.True(RuntimeDispatchInfo.Codec.TryDecode(_chain.Query("TransactionPaymentApi_query_info", transfer, length), out RuntimeDispatchInfo info));
        Assert.True(FeeDetails.Codec.TryDecode(_chain.Query("TransactionPaymentApi_query_fee_details", transfer, length), out FeeDetails details));
        _chain.Author(transfer);

        TransactionPaymentPallet.Event.TransactionFeePaid paid = _chain.Events.Select(static e => e.Event.Event).OfType<TransactionPaymentPallet.Event.TransactionFeePaid>().Single();
        Assert.Equal(paid.ActualFee, info.PartialFee);
        Assert.Equal(paid.ActualFee, details.InclusionFee!.Value.Total);
        Assert.Equal(DispatchClass.Normal, info.Class);
        Assert.Equal((UInt128)transfer.Length * 10_000_000, details.InclusionFee.Value.LenFee);
        Assert.Equal<UInt128>(1_000_000, details.InclusionFee.Value.BaseFee);
        // The weight fee is W2F of the weight, at the multiplier 1: 0.8 % of the picoseconds.
        Assert.Equal(_chain.View.TransactionPayment.WeightToFee(info.Weight), details.InclusionFee.Value.AdjustedWeightFee);
    }

    [Fact]
    public void QueryInfo_OfAnInherent_IsFree()
    {
        byte[] inherent = UncheckedExtrinsic.EncodeBare(_chain.Of(new TimestampPallet.Call.Set(1)));

        Assert.True(
            RuntimeDispatchInfo.Codec.TryDecode(_chain.Query("TransactionPaymentApi_query_info", inherent, Codecs.U32.ToBytes(11)), out RuntimeDispatchInfo info));
        Assert.Equal(UInt128.Zero, info.PartialFee);
        Assert.Equal(DispatchClass.Mandatory, info.Class);
    }

    [Fact]
    public void QueryCallInfo_OfACall_HasNoExtensions()
    {
        RuntimeCall remark = _chain.Of(new FrameSystemPallet.Call.MakeRemark([1]));
        byte[] call = RuntimeCall.Codec.ToBytes(remark);

        Assert.True(
            RuntimeDispatchInfo.Codec.TryDecode(_chain.Query("TransactionPaymentCallApi_query_call_info", call, Codecs.U32.ToBytes(100)), out RuntimeDispatchInfo info));
        Assert.Equal(new FrameSystemWeights(RuntimeConstants.DbWeight).Remark(1), info.Weight);
        Assert.Equal(_chain.View.InfoOf(remark).Weight, info.Weight);
        Assert.True(
            FeeDetails.Codec.TryDecode(_chain.Query("TransactionPaymentCallApi_query_call_fee_details", call, Codecs.U32.ToBytes(100)), out FeeDetails details));
        Assert.Equal(info.PartialFee, details.InclusionFee!.Value.Total);
    }

    [Theory]
    [InlineData("TransactionPaymentApi_query_weight_to_fee")]
    [InlineData("TransactionPaymentCallApi_query_weight_to_fee")]
    public void QueryWeightToFee_OfTheBaseWeight_IsAMicroUnit(string method) =>
        Assert.Equal(Codecs.U128.ToBytes(1_000_000), _chain.Query(method, Weight.Codec.ToBytes(RuntimeConstants.BlockWeights[DispatchClass.Normal].BaseExtrinsic)));

    [Fact]
    public void Aura_TellsItsSlotsAndAuthorities()
    {
        Assert.Equal([0x70, 0x17, 0, 0, 0, 0, 0, 0], _chain.Query("AuraApi_slot_duration"));
        Assert.Equal([4, .. TestChain.Alice.PublicKey], _chain.Query("AuraApi_authorities"));
    }

    [Fact]
    public void SessionKeys_AreMadeInTheNodesKeystore_WithTheProofOfTheirOwner()
    {
        OneKeystore keystore = new();
        AccountId bob = TestChain.Account(TestChain.Bob);
        OverlayExternalities state = new(_chain.State, keystore: keystore);
        byte[] generated = TestChain.Call("SessionKeys_generate_session_keys", state, Codecs.Bytes.ToBytes(bob.Bytes.ToArray()), [1, .. Codecs.Str.ToBytes("//Dave")]);

        Assert.True(Codecs.Tuple(Codecs.Bytes, Codecs.Bytes).TryDecode(generated, out (byte[] Keys, byte[] Proof) made));
        Assert.Equal(Sr25519KeyPair.FromUri("//Dave").PublicKey.ToArray(), made.Keys);
        Assert.Equal("aura", new KeyTypeId(keystore.Type).ToString());
        Assert.Equal(
            "0104" + "80" + Convert.ToHexStringLower(made.Keys) + "61757261",
            Convert.ToHexStringLower(_chain.Query("SessionKeys_decode_session_keys", Codecs.Bytes.ToBytes(made.Keys))));

        // What follows the keys is ignored, as in Substrate.
        Assert.Equal(1, _chain.Query("SessionKeys_decode_session_keys", Codecs.Bytes.ToBytes([.. made.Keys, 0]))[0]);

        // What comes out is what set_keys takes, from that owner only.
        Assert.True(SessionKeys.Codec.TryDecode(made.Keys, out SessionKeys keys));
        Assert.True(keys.IsOwnershipProof(bob.Bytes.Span, made.Proof, state));
        Assert.False(keys.IsOwnershipProof(TestChain.Account(TestChain.Alice).Bytes.Span, made.Proof, state));
    }

    [Fact]
    public void SessionKeys_WithoutAKeystore_Trap()
    {
        RuntimeException trap = Assert.Throws<RuntimeException>(() => _chain.Query("SessionKeys_generate_session_keys", [0], [0]));
        Assert.Contains("No `keystore` associated", trap.Message, StringComparison.Ordinal);
        Assert.Throws<RuntimeException>(() => TestChain.Call("SessionKeys_generate_session_keys", new OverlayExternalities(_chain.State, keystore: new OneKeystore()), [0], [1, 4, 0xff]));
    }

    [Theory]
    [InlineData("00")]
    [InlineData("0401")]
    [InlineData("7c" + "d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da2")]
    public void SessionKeys_ThatAreTooShort_AreNone(string encoded) => Assert.Equal([0], _chain.Query("SessionKeys_decode_session_keys", Convert.FromHexString(encoded)));

    [Fact]
    public void GenesisBuilder_OffersItsPreset_AndBuildsIt()
    {
        Assert.Equal("042c646576656c6f706d656e74", Convert.ToHexStringLower(_chain.Query("GenesisBuilder_preset_names")));
        Assert.Equal([0], _chain.Query("GenesisBuilder_get_preset", Codecs.OptionRef(Codecs.Str).ToBytes("no such preset")));
        byte[] preset = _chain.Query("GenesisBuilder_get_preset", Codecs.OptionRef(Codecs.Str).ToBytes("development"));
        Assert.True(Codecs.OptionRef(Codecs.Bytes).TryDecode(preset, out byte[]? json));

        OverlayExternalities state = new(new EmptyState());
        Assert.Equal([0], TestChain.Call("GenesisBuilder_build_state", state, Codecs.Bytes.ToBytes(json!)));
        Assert.Equal(_chain.View.Balances.TotalIssuance.Get(), new GensynRuntime(state).Balances.TotalIssuance.Get());
    }

    [Fact]
    public void GenesisBuilder_OfABadConfiguration_WritesNothingAndSaysWhy()
    {
        OverlayExternalities state = new(new EmptyState());
        byte[] result = TestChain.Call("GenesisBuilder_build_state", state, Codecs.Bytes.ToBytes(Encoding.UTF8.GetBytes("{\"nothing\":1}")));

        Assert.Equal(1, result[0]);
        Assert.Contains("nothing", Encoding.UTF8.GetString(result), StringComparison.Ordinal);
        Assert.Null(state.NextKey([]));
    }

    [Fact]
    public void OffchainWorker_OfABlock_Runs() => Assert.Empty(_chain.Query("OffchainWorkerApi_offchain_worker", BlockHeader.Codec.ToBytes(_chain.Best)));

    [Fact]
    public void InitializeBlock_TakesAllExtrinsics()
    {
        OverlayExternalities state = new(_chain.State);
        Assert.Equal([0], TestChain.Call("Core_initialize_block", state, BlockHeader.Codec.ToBytes(new(_chain.Genesis, 1, default, default, Digest.Empty))));

        ImmutableArray<DigestItem> logs = [new DigestItem.PreRuntime(EngineId.Aura, [1]), new DigestItem.Other([2])];
        OverlayExternalities other = new(_chain.State);
        TestChain.Call("Core_initialize_block", other, BlockHeader.Codec.ToBytes(new(_chain.Genesis, 1, default, default, new Digest(logs))));
        Assert.Equal(new Digest([logs[0]]), new GensynRuntime(other).FrameSystem.Digest.Get());
    }

    private sealed class OneKeystore : IKeystore
    {
        private Sr25519KeyPair? _key;

        public uint Type { get; private set; }

        public byte[] GenerateSr25519(uint keyType, string? uri)
        {
            Type = keyType;
            _key = Sr25519KeyPair.FromUri(uri!);
            return _key.PublicKey.ToArray();
        }

        public bool Contains(uint keyType, ReadOnlySpan<byte> publicKey) => keyType == Type && _key is not null && publicKey.SequenceEqual(_key.PublicKey);

        public byte[]? SignSr25519(uint keyType, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message) =>
            Contains(keyType, publicKey) ? _key!.Sign(message) : null;
    }
}
