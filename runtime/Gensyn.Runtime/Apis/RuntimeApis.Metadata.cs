using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Pallets.Compute.Tasks;
using Gensyn.Pallets.Substrate.TransactionPayment;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;

namespace Gensyn.Runtime;

/// <content>What clients are told of the APIs and of the whole runtime.</content>
public static partial class RuntimeApis
{
    private static readonly TypeInfo Unit = TypeInfo.Tuple();
    private static readonly TypeInfo OpaqueMetadata = Struct("sp_core::OpaqueMetadata", new TypeField(null, Codecs.Bytes.Type, "Vec<u8>"));
    private static readonly TypeInfo LazyBlock = Struct(
        "sp_runtime::generic::block::LazyBlock",
        new TypeField("header", BlockHeader.Codec.Type, "Header"),
        new TypeField("extrinsics", TypeInfo.Sequence(Block.ExtrinsicCodec.Type), "Vec<OpaqueExtrinsic>"));

    private static readonly TypeInfo InclusionMode = new("sp_runtime::ExtrinsicInclusionMode", [], static () => new TypeDefinition.Variant(
        [new("AllExtrinsics", 0, []), new("OnlyInherents", 1, [])]));

    private static readonly TypeInfo CheckInherentsResult = Struct(
        "sp_inherents::CheckInherentsResult",
        new TypeField("okay", Codecs.Bool.Type, "bool"),
        new TypeField("fatal_error", Codecs.Bool.Type, "bool"),
        new TypeField("errors", InherentData.Codec.Type, "InherentData"));

    private static readonly TypeInfo GeneratedKeys = Struct(
        "sp_session::OpaqueGeneratedSessionKeys", new TypeField("keys", Codecs.Bytes.Type, "Vec<u8>"), new TypeField("proof", Codecs.Bytes.Type, "Vec<u8>"));

    private static readonly TypeInfo SlotDuration = Struct("sp_consensus_slots::SlotDuration", new TypeField(null, Codecs.U64.Type, "u64"));

    private static readonly TypeInfo ViewFunctionIdType = Struct(
        "frame_support::view_functions::ViewFunctionId",
        new TypeField("prefix", TypeInfo.Array(Codecs.U8.Type, 16), "[u8; 16]"),
        new TypeField("suffix", TypeInfo.Array(Codecs.U8.Type, 16), "[u8; 16]"));

    private static readonly TypeInfo ViewFunctionError = new("frame_support::view_functions::ViewFunctionDispatchError", [], static () =>
        new TypeDefinition.Variant([new("NotImplemented", 0, []), new("NotFound", 1, [new(null, ViewFunctionIdType, "ViewFunctionId")]), new("Codec", 2, [])]));

    /// <summary>The hash of this runtime's metadata that wallets sign (RFC 78).</summary>
    public static H256 MetadataHash => HashOfMetadata.Value;

    /// <summary>The same under another version number, which is part of it.</summary>
    internal static H256 MetadataHashOf(RuntimeVersion runtime) => runtime.SpecVersion == Version.SpecVersion ? MetadataHash : ComputeMetadataHash(runtime);

    internal static byte[] BuildMetadata(byte version, RuntimeVersion of)
    {
        // Nothing of the state is read: names, types and constants are the same over any.
        GensynRuntime runtime = new(new OverlayExternalities(new EmptyState()), of);
        ExtrinsicMetadata extrinsic = new(
            MultiAddress.Codec.Type,
            MultiSignature.Codec.Type,
            [.. runtime.Extensions().Items.Select(static extension => new ExtensionMetadata(extension.Identifier, extension.Explicit, extension.Implicit))]);
        ImmutableArray<RuntimeApiMetadata> apis = [.. Describe(extrinsic.Extrinsic).Select(static api => api with { Version = VersionOf(api.Name) })];
        return MetadataBuilder.Build(runtime.Pallets, extrinsic, apis, version);
    }

    private static ImmutableArray<RuntimeApiMetadata> Describe(TypeInfo extrinsic) =>
    [
        new("AuraApi", [
            Method("slot_duration", SlotDuration, "Returns the slot duration for Aura."),
            Method("authorities", TypeInfo.Sequence(AuraId.Codec.Type), "Return the current set of authorities."),
        ], "API necessary for block authorship with aura."),
        new("Core", [
            Method("version", RuntimeVersion.Codec.Type, "Returns the version of the runtime."),
            Method("execute_block", Unit, "Execute the given block.", ("block", LazyBlock)),
            Method(
                "initialize_block",
                InclusionMode,
                "Initialize a block with the given header and return the runtime executive mode.",
                ("header", BlockHeader.Codec.Type)),
        ], "The `Core` runtime api that every Substrate runtime needs to implement."),
        new("Metadata", [
            Method("metadata", OpaqueMetadata, "Returns the metadata of a runtime."),
            Method("metadata_at_version", Option(OpaqueMetadata), "Returns the metadata at a given version.", ("version", Codecs.U32.Type)),
            Method("metadata_versions", TypeInfo.Sequence(Codecs.U32.Type), "Returns the supported metadata versions."),
        ], "The `Metadata` api trait that returns metadata for the runtime."),
        new("BlockBuilder", [
            Method(
                "apply_extrinsic",
                Result(DispatchResult.Codec.Type, TransactionValidityError.Codec.Type),
                "Apply the given extrinsic.",
                ("extrinsic", extrinsic)),
            Method("finalize_block", BlockHeader.Codec.Type, "Finish the current block."),
            Method(
                "inherent_extrinsics",
                TypeInfo.Sequence(extrinsic),
                "Generate inherent extrinsics. The inherent data will vary from chain to chain.",
                ("inherent", InherentData.Codec.Type)),
            Method(
                "check_inherents",
                CheckInherentsResult,
                "Check that the inherents are valid. The inherent data will vary from chain to chain.",
                ("block", LazyBlock),
                ("data", InherentData.Codec.Type)),
        ], "The `BlockBuilder` api trait that provides the required functionality for building a block."),
        new("TaggedTransactionQueue", [
            Method(
                "validate_transaction",
                Result(ValidTransaction.Codec.Type, TransactionValidityError.Codec.Type),
                "Validate the transaction.",
                ("source", TransactionSourceCodec.Instance.Type), ("tx", extrinsic), ("block_hash", H256.Codec.Type)),
        ], "The `TaggedTransactionQueue` api trait for interfering with the transaction queue."),
        new("OffchainWorkerApi", [
            Method("offchain_worker", Unit, "Starts the off-chain task for given block header.", ("header", BlockHeader.Codec.Type)),
        ], "The offchain worker api."),
        new("SessionKeys", [
            Method(
                "generate_session_keys",
                GeneratedKeys,
                "Generate a set of session keys with optionally using the given seed.",
                ("owner", Codecs.Bytes.Type),
                ("seed", Option(Codecs.Bytes.Type))),
            Method(
                "decode_session_keys",
                Option(TypeInfo.Sequence(TypeInfo.Tuple(Codecs.Bytes.Type, KeyTypeId.Codec.Type))),
                "Decode the given public session keys.",
                ("encoded", Codecs.Bytes.Type)),
        ], "Session keys runtime api."),
        new("AccountNonceApi", [
            Method("account_nonce", Codecs.U32.Type, "Get current account nonce of given `AccountId`.", ("account", AccountId.Codec.Type)),
        ], "The API to query account nonce."),
        new("TransactionPaymentApi", [
            Method("query_info", RuntimeDispatchInfo.Codec.Type, "", ("uxt", extrinsic), ("len", Codecs.U32.Type)),
            Method("query_fee_details", FeeDetails.Codec.Type, "", ("uxt", extrinsic), ("len", Codecs.U32.Type)),
            Method("query_weight_to_fee", Codecs.U128.Type, "", ("weight", Weight.Codec.Type)),
            Method("query_length_to_fee", Codecs.U128.Type, "", ("length", Codecs.U32.Type)),
        ], ""),
        new("TransactionPaymentCallApi", [
            Method(
                "query_call_info",
                RuntimeDispatchInfo.Codec.Type,
                "Query information of a dispatch class, weight, and fee of a given encoded `Call`.",
                ("call", RuntimeCall.Codec.Type),
                ("len", Codecs.U32.Type)),
            Method(
                "query_call_fee_details",
                FeeDetails.Codec.Type,
                "Query fee details of a given encoded `Call`.",
                ("call", RuntimeCall.Codec.Type),
                ("len", Codecs.U32.Type)),
            Method("query_weight_to_fee", Codecs.U128.Type, "Query the output of the current `WeightToFee` given some input.", ("weight", Weight.Codec.Type)),
            Method("query_length_to_fee", Codecs.U128.Type, "Query the output of the current `LengthToFee` given some input.", ("length", Codecs.U32.Type)),
        ], ""),
        new("GenesisBuilder", [
            Method(
                "build_state",
                Result(Unit, Codecs.Str.Type),
                "Build `RuntimeGenesisConfig` from a JSON blob not using any defaults and store it in the storage.",
                ("json", Codecs.Bytes.Type)),
            Method(
                "get_preset",
                Option(Codecs.Bytes.Type),
                "Returns a JSON blob representation of the built-in `RuntimeGenesisConfig` identified by `id`.",
                ("id", Option(Codecs.Str.Type))),
            Method("preset_names", TypeInfo.Sequence(Codecs.Str.Type), "Returns a list of identifiers for available builtin `RuntimeGenesisConfig` presets."),
        ], "API to interact with `RuntimeGenesisConfig` for the runtime"),
        new("RuntimeViewFunction", [
            Method(
                "execute_view_function",
                Result(Codecs.Bytes.Type, ViewFunctionError),
                "Execute a view function query.",
                ("query_id", ViewFunctionIdType),
                ("input", Codecs.Bytes.Type)),
        ], "Runtime API for executing view functions"),
        new("ComputeApi", [
            Method("task", Option(TaskOverview.Codec.Type), "All that the chain knows of a task, if there is one of that number.", ("task", Codecs.U32.Type)),
            Method(
                "tasks",
                TaskPage.Codec.Type,
                "The tasks that pass a filter, at most 100 at a time, from a number on. Ask again from `next` until there is none.",
                ("filter", TaskFilter.Codec.Type),
                ("start", Codecs.U32.Type),
                ("limit", Codecs.U32.Type)),
            Method(
                "quote",
                Result(TaskQuote.Codec.Type, DispatchError.Codec.Type),
                "What `Tasks.submit` would put on hold for a task now, or why it would refuse it.",
                ("spec", TaskSpec.Codec.Type)),
            Method("game", Option(GameOverview.Codec.Type), "Where an open game stands: who has to move, and until when.", ("game", Codecs.U32.Type)),
            Method("open_games", TypeInfo.Sequence(Codecs.U32.Type), "The open games about a task.", ("task", Codecs.U32.Type)),
        ], "The market for training: tasks, prices and disputes."),
    ];

    private static RuntimeApiMethod Method(string name, TypeInfo output, string docs, params ImmutableArray<(string Name, TypeInfo Type)> inputs) =>
        new(name, [.. inputs.Select(static input => new FunctionInput(input.Name, input.Type))], output, docs);

    private static TypeInfo Struct(string path, params ImmutableArray<TypeField> fields) => new(path, [], () => new TypeDefinition.Composite(fields));

    private static TypeInfo Option(TypeInfo item) => new("Option", [new("T", item)], () => new TypeDefinition.Variant(
        [new("None", 0, []), new("Some", 1, [new(null, item)])]));

    private static TypeInfo Result(TypeInfo ok, TypeInfo error) => new("Result", [new("T", ok), new("E", error)], () => new TypeDefinition.Variant(
        [new("Ok", 0, [new(null, ok)]), new("Err", 1, [new(null, error)])]));

    private static H256 ComputeMetadataHash(RuntimeVersion runtime) => Frame.MetadataHash.Of(BuildMetadata(15, runtime), new MetadataHashFacts(
        runtime.SpecVersion, runtime.SpecName, RuntimeConstants.Ss58Prefix, RuntimeConstants.Decimals, RuntimeConstants.Symbol));

    // A class of its own, so that the hash is made when it is first asked for, and once.
    private static class HashOfMetadata
    {
        internal static readonly H256 Value = ComputeMetadataHash(Version);
    }
}
