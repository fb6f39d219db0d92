using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Substrate.FrameSystem;

/// <summary>Lets a wallet prove that it showed the call through the runtime's own metadata: it signs the hash of that metadata (RFC 78).</summary>
/// <remarks>Source: frame_metadata_hash_extension. Without a hash to compare, a wallet that asks gets a refusal, never a signature over something unchecked.</remarks>
/// <param name="hash">The hash of the runtime's metadata, where it is known.</param>
/// <param name="weight">What the check costs.</param>
public sealed class CheckMetadataHash(Func<H256?> hash, Weight weight = default) : TransactionExtension
{
    private const byte Enabled = 1;

    private static readonly TypeInfo Mode = new("frame_metadata_hash_extension::Mode", [], static () => new TypeDefinition.Variant(
        [new("Disabled", 0, []), new("Enabled", Enabled, [])]));

    private static readonly TypeInfo Hash = new(
        "Option",
        [new("T", TypeInfo.Array(Codecs.U8.Type, 32))],
        static () => new TypeDefinition.Variant([new("None", 0, []), new("Some", 1, [new(null, TypeInfo.Array(Codecs.U8.Type, 32))])]));

    private static readonly TypeInfo Described = new(
        "frame_metadata_hash_extension::CheckMetadataHash", [], static () => new TypeDefinition.Composite([new("mode", Mode, "Mode")]));

    private byte _mode;

    /// <summary>Whether the hash is signed.</summary>
    public bool IsEnabled
    {
        get => _mode == Enabled;
        set => _mode = value ? Enabled : (byte)0;
    }

    /// <inheritdoc/>
    public override string Identifier => "CheckMetadataHash";

    /// <inheritdoc/>
    public override TypeInfo Explicit => Described;

    /// <inheritdoc/>
    public override TypeInfo Implicit => Hash;

    /// <inheritdoc/>
    public override Weight Weight => weight;

    /// <inheritdoc/>
    public override void Decode(ref ScaleReader reader)
    {
        _mode = reader.ReadByte();
        if (_mode > Enabled) reader.Fail();
    }

    /// <inheritdoc/>
    public override void Encode(ref ScaleWriter writer) => writer.WriteByte(_mode);

    /// <inheritdoc/>
    public override TransactionValidityError? EncodeImplicit(ref ScaleWriter writer)
    {
        if (!IsEnabled)
        {
            writer.WriteBool(false);
            return null;
        }

        if (hash() is not { } known) return UnknownTransaction.CannotLookup;
        writer.WriteBool(true);
        writer.WriteBytes(known.Span);
        return null;
    }
}
