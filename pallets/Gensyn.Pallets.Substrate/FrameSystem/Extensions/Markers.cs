using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Substrate.FrameSystem;

/// <summary>Describes the types of extensions: structs that wallets know by path.</summary>
internal static class ExtensionTypes
{
    internal static TypeInfo Empty(string path) => new(path, [], static () => new TypeDefinition.Composite([]));

    internal static TypeInfo Wrapping(string path, TypeInfo inner, string typeName) =>
        new(path, [], () => new TypeDefinition.Composite([new(null, inner, typeName)]));
}

/// <summary>Refuses the account of 32 zero bytes, whose key anyone can sign for.</summary>
public sealed class CheckNonZeroSender(Weight weight = default) : TransactionExtension
{
    private static readonly TypeInfo Described = ExtensionTypes.Empty("frame_system::extensions::check_non_zero_sender::CheckNonZeroSender");

    /// <inheritdoc/>
    public override string Identifier => "CheckNonZeroSender";

    /// <inheritdoc/>
    public override TypeInfo Explicit => Described;

    /// <inheritdoc/>
    public override Weight Weight => weight;

    /// <inheritdoc/>
    public override TransactionValidityError? Validate(Transaction transaction, Validity validity) =>
        transaction.Signer is { } who && who == default ? InvalidTransaction.BadSigner : null;
}

/// <summary>Binds a transaction to the version of the runtime it was made for.</summary>
public sealed class CheckSpecVersion(RuntimeVersion version, Weight weight = default) : TransactionExtension
{
    private static readonly TypeInfo Described = ExtensionTypes.Empty("frame_system::extensions::check_spec_version::CheckSpecVersion");

    /// <inheritdoc/>
    public override string Identifier => "CheckSpecVersion";

    /// <inheritdoc/>
    public override TypeInfo Explicit => Described;

    /// <inheritdoc/>
    public override TypeInfo Implicit => Codecs.U32.Type;

    /// <inheritdoc/>
    public override Weight Weight => weight;

    /// <inheritdoc/>
    public override TransactionValidityError? EncodeImplicit(ref ScaleWriter writer)
    {
        writer.WriteU32(version.SpecVersion);
        return null;
    }
}

/// <summary>Binds a transaction to the format it was made in.</summary>
public sealed class CheckTxVersion(RuntimeVersion version, Weight weight = default) : TransactionExtension
{
    private static readonly TypeInfo Described = ExtensionTypes.Empty("frame_system::extensions::check_tx_version::CheckTxVersion");

    /// <inheritdoc/>
    public override string Identifier => "CheckTxVersion";

    /// <inheritdoc/>
    public override TypeInfo Explicit => Described;

    /// <inheritdoc/>
    public override TypeInfo Implicit => Codecs.U32.Type;

    /// <inheritdoc/>
    public override Weight Weight => weight;

    /// <inheritdoc/>
    public override TransactionValidityError? EncodeImplicit(ref ScaleWriter writer)
    {
        writer.WriteU32(version.TransactionVersion);
        return null;
    }
}

/// <summary>Binds a transaction to this chain.</summary>
public sealed class CheckGenesis(FrameSystemPallet system) : TransactionExtension
{
    private static readonly TypeInfo Described = ExtensionTypes.Empty("frame_system::extensions::check_genesis::CheckGenesis");

    /// <inheritdoc/>
    public override string Identifier => "CheckGenesis";

    /// <inheritdoc/>
    public override TypeInfo Explicit => Described;

    /// <inheritdoc/>
    public override TypeInfo Implicit => H256.Codec.Type;

    /// <inheritdoc/>
    // Every transaction reads the hash of the first block, and a block's proof has it once: none is charged for it.
    // Source: polkadot-sdk substrate/frame/system/src/extensions/check_genesis.rs.
    public override Weight Weight => system.MeasuredWeights.CheckGenesis() with { ProofSize = 0 };

    /// <inheritdoc/>
    public override TransactionValidityError? EncodeImplicit(ref ScaleWriter writer)
    {
        writer.WriteBytes(system.HashOf(0).Span);
        return null;
    }
}
