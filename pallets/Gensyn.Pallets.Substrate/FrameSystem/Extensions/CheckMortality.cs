using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Substrate.FrameSystem;

/// <summary>Bounds the life of a transaction, and binds it to the chain that had its block of birth.</summary>
public sealed class CheckMortality(FrameSystemPallet system) : TransactionExtension
{
    private static readonly TypeInfo Described = ExtensionTypes.Wrapping("frame_system::extensions::check_mortality::CheckMortality", Era.Codec.Type, "Era");

    /// <summary>The era of the transaction.</summary>
    public Era Era { get; set; }

    /// <inheritdoc/>
    public override string Identifier => "CheckMortality";

    /// <inheritdoc/>
    public override TypeInfo Explicit => Described;

    /// <inheritdoc/>
    public override TypeInfo Implicit => H256.Codec.Type;

    /// <inheritdoc/>
    // The hash that an immortal transaction reads is the first block's, as with CheckGenesis: its proof is charged to none.
    public override Weight Weight => Era == Era.Immortal
        ? system.MeasuredWeights.CheckMortalityImmortalTransaction() with { ProofSize = 0 }
        : system.MeasuredWeights.CheckMortalityMortalTransaction();

    /// <inheritdoc/>
    public override void Decode(ref ScaleReader reader) => Era = Era.Codec.Decode(ref reader);

    /// <inheritdoc/>
    public override void Encode(ref ScaleWriter writer) => Era.Codec.Encode(Era, ref writer);

    /// <inheritdoc/>
    public override TransactionValidityError? EncodeImplicit(ref ScaleWriter writer)
    {
        uint birth = (uint)Era.Birth(system.Number);
        if (!system.BlockHash.TryGet(birth, out H256 hash)) return InvalidTransaction.AncientBirthBlock;
        writer.WriteBytes(hash.Span);
        return null;
    }

    /// <inheritdoc/>
    public override TransactionValidityError? Validate(Transaction transaction, Validity validity)
    {
        uint current = system.Number;
        ulong death = Era.Death(current);
        validity.LimitLongevity(death > current ? death - current : 0);
        return null;
    }
}
