using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Pallets.Compute.Tasks;
using Gensyn.Pallets.Substrate.TransactionPayment;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;

namespace Gensyn.Runtime;

/// <summary>One call of a runtime API: reads its arguments, runs it, encodes its result.</summary>
/// <remarks>Source: polkadot-sdk's impl_runtime_apis!: arguments one after the other, what follows them is ignored; without parameters nothing may
/// follow.</remarks>
internal sealed class ApiCall(GensynRuntime runtime, IExternalities externalities, RuntimeIdentity identity)
{
    private static readonly Codec<ImmutableArray<byte[]>> Extrinsics = Codecs.Vec(Block.ExtrinsicCodec);
    private static readonly Codec<ImmutableArray<string>> Texts = Codecs.Vec(Codecs.Str);
    private static readonly Codec<byte[]?> OptionalBytes = Codecs.OptionRef(Codecs.Bytes);
    private static readonly Codec<string?> OptionalText = Codecs.OptionRef(Codecs.Str);
    private static readonly Codec<ImmutableArray<uint>> Numbers = Codecs.Vec(Codecs.U32);
    private static readonly Codec<TaskOverview?> OptionalTask = Codecs.OptionRef(TaskOverview.Codec);
    private static readonly Codec<GameOverview?> OptionalGame = Codecs.OptionRef(GameOverview.Codec);
    private static readonly Codec<ImmutableArray<AuraId>> AuraIds = Codecs.Vec(AuraId.Codec);
    private static readonly Codec<(byte[] Keys, byte[] Proof)> GeneratedKeys = Codecs.Tuple(Codecs.Bytes, Codecs.Bytes);
    private static readonly Codec<ImmutableArray<(byte[] Key, KeyTypeId Type)>?> RawKeys = Codecs.Option(Codecs.Vec(Codecs.Tuple(Codecs.Bytes, KeyTypeId.Codec)));

    private ComputeApi Compute => new(runtime);

    /// <summary>Runs the API of this name.</summary>
    /// <exception cref="RuntimeException">The name is unknown, the input malformed, or the runtime refused.</exception>
    public byte[] Run(string method, ReadOnlySpan<byte> arguments)
    {
        ScaleReader reader = new(arguments, runtime);
        return method switch
        {
            "Core_version" => NoInput(arguments, method, identity.Version),
            "Core_execute_block" => ExecuteBlock(Read(Block.Codec, ref reader, method)),
            "Core_initialize_block" => InitializeBlock(Read(BlockHeader.Codec, ref reader, method)),
            "Metadata_metadata" => NoInput(arguments, method, Codecs.Bytes.ToBytes(identity.Metadata(RuntimeIdentity.OldestMetadata)!)),
            "Metadata_metadata_at_version" => OptionalBytes.ToBytes(identity.Metadata(Read(Codecs.U32, ref reader, method))),
            "Metadata_metadata_versions" => NoInput(arguments, method, Numbers.ToBytes(RuntimeIdentity.MetadataVersions)),
            "BlockBuilder_apply_extrinsic" => ApplyExtrinsic(Read(Block.ExtrinsicCodec, ref reader, method)),
            "BlockBuilder_finalize_block" => FinalizeBlock(arguments, method),
            "BlockBuilder_inherent_extrinsics" => Extrinsics.ToBytes(runtime.Executive.CreateInherents(Read(InherentData.Codec, ref reader, method))),
            "BlockBuilder_check_inherents" => CheckInherents(ref reader, method),
            "TaggedTransactionQueue_validate_transaction" => ValidateTransaction(ref reader, method),
            "OffchainWorkerApi_offchain_worker" => RunOffchainWorkers(Read(BlockHeader.Codec, ref reader, method)),
            "AuraApi_slot_duration" => NoInput(arguments, method, Codecs.U64.ToBytes(runtime.Aura.SlotDuration)),
            "AuraApi_authorities" => NoInput(arguments, method, AuraIds.ToBytes(runtime.Aura.Authorities.Get())),
            "SessionKeys_generate_session_keys" => GenerateSessionKeys(ref reader, method),
            "SessionKeys_decode_session_keys" => DecodeSessionKeys(Read(Codecs.Bytes, ref reader, method)),
            "AccountNonceApi_account_nonce" => Codecs.U32.ToBytes(runtime.FrameSystem.NonceOf(Read(AccountId.Codec, ref reader, method))),
            "TransactionPaymentApi_query_info" => QueryInfo(ref reader, method),
            "TransactionPaymentApi_query_fee_details" => QueryFeeDetails(ref reader, method),
            "TransactionPaymentCallApi_query_call_info" => QueryCallInfo(ref reader, method),
            "TransactionPaymentCallApi_query_call_fee_details" => QueryCallFeeDetails(ref reader, method),
            "TransactionPaymentApi_query_weight_to_fee" or "TransactionPaymentCallApi_query_weight_to_fee" =>
                Codecs.U128.ToBytes(runtime.TransactionPayment.WeightToFee(Read(Weight.Codec, ref reader, method))),
            "TransactionPaymentApi_query_length_to_fee" or "TransactionPaymentCallApi_query_length_to_fee" =>
                Codecs.U128.ToBytes(runtime.TransactionPayment.LengthToFee(Read(Codecs.U32, ref reader, method))),
            "RuntimeViewFunction_execute_view_function" => ExecuteViewFunction(ref reader, method),
            "ComputeApi_task" => OptionalTask.ToBytes(Compute.Task(Read(Codecs.U32, ref reader, method))),
            "ComputeApi_tasks" => ListTasks(ref reader, method),
            "ComputeApi_quote" => Quote(Read(TaskSpec.Codec, ref reader, method)),
            "ComputeApi_game" => OptionalGame.ToBytes(Compute.Game(Read(Codecs.U32, ref reader, method))),
            "ComputeApi_open_games" => Numbers.ToBytes(Compute.OpenGames(Read(Codecs.U32, ref reader, method))),
            "GenesisBuilder_build_state" => BuildState(Read(Codecs.Bytes, ref reader, method)),
            "GenesisBuilder_get_preset" => GetPreset(Read(OptionalText, ref reader, method)),
            "GenesisBuilder_preset_names" => NoInput(arguments, method, Texts.ToBytes(Presets.Names)),
            _ => throw new RuntimeException($"Exported method {method} is not found"),
        };
    }

    private static T Read<T>(Codec<T> codec, ref ScaleReader reader, string method)
    {
        T value = codec.Decode(ref reader);
        return reader.Failed ? throw BadInput(method) : value;
    }

    private static byte[] NoInput(ReadOnlySpan<byte> arguments, string method, byte[] result) => arguments.IsEmpty ? result : throw BadInput(method);

    private static RuntimeException BadInput(string method) =>
        new($"Bad input data provided to {method}. Nothing bad happened: someone sent an invalid transaction to the node.");

    private byte[] ExecuteBlock(Block block)
    {
        runtime.Executive.ExecuteBlock(block.Header, block.Extrinsics);
        return [];
    }

    private byte[] InitializeBlock(BlockHeader header)
    {
        const byte allExtrinsics = 0;
        runtime.Executive.InitializeBlock(header);
        return [allExtrinsics];
    }

    private byte[] FinalizeBlock(ReadOnlySpan<byte> arguments, string method)
    {
        NoInput(arguments, method, []);
        return BlockHeader.Codec.ToBytes(runtime.Executive.FinalizeBlock());
    }

    private byte[] ApplyExtrinsic(byte[] extrinsic)
    {
        // An extrinsic that may not stand in the block, or that traps, must leave nothing behind: the author goes on with the next.
        externalities.BeginTransaction();
        bool isKept = false;
        try
        {
            TransactionValidityError? refused = runtime.Executive.ApplyExtrinsic(extrinsic, out DispatchResult result);
            ScaleWriter writer = new(16);
            writer.WriteBool(refused is not null);
            if (refused is { } error) TransactionValidityError.Codec.Encode(error, ref writer);
            else DispatchResult.Codec.Encode(result, ref writer);
            isKept = refused is null;
            return writer.ToArray();
        }
        finally
        {
            if (isKept) externalities.CommitTransaction();
            else externalities.RollbackTransaction();
        }
    }

    private byte[] CheckInherents(ref ScaleReader reader, string method)
    {
        Block block = Read(Block.Codec, ref reader, method);
        return runtime.Executive.CheckInherents(block.Extrinsics, Read(InherentData.Codec, ref reader, method));
    }

    private byte[] ValidateTransaction(ref ScaleReader reader, string method)
    {
        TransactionSource source = Read(TransactionSourceCodec.Instance, ref reader, method);
        byte[] extrinsic = Read(Block.ExtrinsicCodec, ref reader, method);
        H256 block = Read(H256.Codec, ref reader, method);
        TransactionValidityError? refused = runtime.Executive.ValidateTransaction(source, extrinsic, block, out ValidTransaction validity);
        ScaleWriter writer = new(128);
        writer.WriteBool(refused is not null);
        if (refused is { } error) TransactionValidityError.Codec.Encode(error, ref writer);
        else ValidTransaction.Codec.Encode(validity, ref writer);
        return writer.ToArray();
    }

    private byte[] RunOffchainWorkers(BlockHeader header)
    {
        runtime.Executive.RunOffchainWorkers(header);
        return [];
    }

    private byte[] GenerateSessionKeys(ref ScaleReader reader, string method)
    {
        byte[] owner = Read(Codecs.Bytes, ref reader, method);
        byte[]? seed = Read(OptionalBytes, ref reader, method);
        IKeystore keystore = externalities.Keystore
            ?? throw new RuntimeException("No `keystore` associated for the current context! Session keys can only be generated by a call outside of blocks.");
        string? uri = seed is null ? null : Codecs.Str.TryDecode(Codecs.Bytes.ToBytes(seed), out string? text) ? text : throw BadInput(method);
        SessionKeys keys = new(new AuraId(keystore.GenerateSr25519(KeyTypeId.Aura.Value, uri)));
        byte[] proof = keystore.SignSr25519(KeyTypeId.Aura.Value, keys.Aura.Key.Span, SessionKeys.StatementOf(owner))
            ?? throw new RuntimeException("The keystore does not have the key that it generated.");
        return GeneratedKeys.ToBytes((SessionKeys.Codec.ToBytes(keys), proof));
    }

    private static byte[] DecodeSessionKeys(byte[] encoded)
    {
        // What follows the keys is ignored, as impl_opaque_keys' decode_into_raw_public_keys ignores it.
        ScaleReader reader = new(encoded);
        SessionKeys keys = SessionKeys.Codec.Decode(ref reader);
        return RawKeys.ToBytes(reader.Failed ? null : [.. SessionKeys.KeyTypes.Select(type => (keys.Raw(type), type))]);
    }

    private byte[] QueryInfo(ref ScaleReader reader, string method)
    {
        UncheckedExtrinsic extrinsic = runtime.Executive.Decode(Read(Block.ExtrinsicCodec, ref reader, method));
        uint length = Read(Codecs.U32, ref reader, method);
        DispatchInfo info = runtime.Executive.InfoOf(extrinsic);
        return RuntimeDispatchInfo.Codec.ToBytes(runtime.TransactionPayment.DispatchInfoOf(length, info, isFree: extrinsic.Preamble == Preamble.Bare));
    }

    private byte[] QueryFeeDetails(ref ScaleReader reader, string method)
    {
        UncheckedExtrinsic extrinsic = runtime.Executive.Decode(Read(Block.ExtrinsicCodec, ref reader, method));
        uint length = Read(Codecs.U32, ref reader, method);
        if (extrinsic.Preamble == Preamble.Bare) return FeeDetails.Codec.ToBytes(new(null, Tip: 0));
        return FeeDetailsOf(length, runtime.Executive.InfoOf(extrinsic));
    }

    private byte[] QueryCallInfo(ref ScaleReader reader, string method)
    {
        RuntimeCall call = Read(RuntimeCall.Codec, ref reader, method);
        uint length = Read(Codecs.U32, ref reader, method);
        return RuntimeDispatchInfo.Codec.ToBytes(runtime.TransactionPayment.DispatchInfoOf(length, runtime.Executive.InfoOf(call, signed: false)));
    }

    private byte[] QueryCallFeeDetails(ref ScaleReader reader, string method)
    {
        RuntimeCall call = Read(RuntimeCall.Codec, ref reader, method);
        uint length = Read(Codecs.U32, ref reader, method);
        return FeeDetailsOf(length, runtime.Executive.InfoOf(call, signed: false));
    }

    private byte[] FeeDetailsOf(uint length, DispatchInfo info) =>
        FeeDetails.Codec.ToBytes(runtime.TransactionPayment.FeeDetailsOf(length, info.TotalWeight, info.Class, info.Pays));

    private byte[] ListTasks(ref ScaleReader reader, string method)
    {
        TaskFilter filter = Read(TaskFilter.Codec, ref reader, method);
        uint start = Read(Codecs.U32, ref reader, method);
        return TaskPage.Codec.ToBytes(Compute.Tasks(filter, start, Read(Codecs.U32, ref reader, method)));
    }

    private byte[] Quote(TaskSpec spec)
    {
        DispatchError? refused = Compute.Quote(spec, out TaskQuote quote);
        ScaleWriter writer = new(128);
        writer.WriteBool(refused is not null);
        if (refused is { } error) DispatchError.Codec.Encode(error, ref writer);
        else TaskQuote.Codec.Encode(quote, ref writer);
        return writer.ToArray();
    }

    // Source: polkadot-sdk, substrate/frame/support/src/view_functions.rs.
    private byte[] ExecuteViewFunction(ref ScaleReader reader, string method)
    {
        const byte notFound = 1, codec = 2;
        H256 id = Read(H256.Codec, ref reader, method);
        byte[] input = Read(Codecs.Bytes, ref reader, method);
        foreach (Pallet pallet in runtime.Pallets)
        {
            ImmutableArray<ViewFunctionInfo> functions = pallet.Metadata.ViewFunctions;
            for (int i = 0; i < functions.Length; i++)
            {
                if (ViewFunctionId.Of(pallet.Name, functions[i].Signature) != id) continue;
                ScaleReader arguments = new(input, runtime);
                byte[]? answer = pallet.View(i, ref arguments);
                return answer is null || arguments.Failed || arguments.Remaining > 0 ? [1, codec] : [0, .. Codecs.Bytes.ToBytes(answer)];
            }
        }

        return [1, notFound, .. id.ToArray()];
    }

    private byte[] BuildState(byte[] json)
    {
        externalities.BeginTransaction();
        string? problem = null;
        try
        {
            GenesisBuilder.Build(runtime, GenesisConfig.Parse(json), identity.Code);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            problem = e.Message;
        }

        ScaleWriter writer = new(64);
        writer.WriteBool(problem is not null);
        if (problem is null)
        {
            externalities.CommitTransaction();
        }
        else
        {
            externalities.RollbackTransaction();
            writer.WriteString(problem);
        }

        return writer.ToArray();
    }

    private static byte[] GetPreset(string? name) =>
        OptionalBytes.ToBytes((name is null ? Presets.Default : Presets.Find(name)) is { } json ? System.Text.Encoding.UTF8.GetBytes(json) : null);
}
