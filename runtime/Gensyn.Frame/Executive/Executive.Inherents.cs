using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <content>What the author of a block hands over.</content>
public sealed partial class Executive
{
    /// <summary>The inherents of a block made from the author's data, in the order of the pallets.</summary>
    public ImmutableArray<byte[]> CreateInherents(InherentData data)
    {
        ImmutableArray<byte[]>.Builder inherents = ImmutableArray.CreateBuilder<byte[]>();
        foreach (Pallet pallet in pallets)
        {
            if (pallet is IInherentPallet source && source.TryCreateInherent(data, out PalletCall? call))
            {
                inherents.Add(UncheckedExtrinsic.EncodeBare(new(pallet.Index, call)));
            }
        }

        return inherents.ToImmutable();
    }

    /// <summary>Compares a block's inherents with what a checking node knows: the encoded CheckInherentsResult.</summary>
    public byte[] CheckInherents(ImmutableArray<byte[]> extrinsics, InherentData data)
    {
        InherentData errors = InherentData.Empty;
        foreach (byte[] encoded in extrinsics)
        {
            UncheckedExtrinsic extrinsic = Decode(encoded);
            if (!IsInherent(extrinsic)) break;
            IInherentPallet source = (IInherentPallet)PalletOf(extrinsic.Call)!;
            if (source.CheckInherent(extrinsic.Call.Call, data) is { } error) errors = errors.With(source.InherentId, error);
        }

        // Every error of ours is fatal: a block with a wrong time is a wrong block.
        bool isOkay = !errors.Ids.Any();
        ScaleWriter writer = new(64);
        writer.WriteBool(isOkay);
        writer.WriteBool(!isOkay);
        InherentData.Codec.Encode(errors, ref writer);
        return writer.ToArray();
    }

    private bool IsInherent(UncheckedExtrinsic extrinsic) =>
        extrinsic.Preamble == Preamble.Bare && PalletOf(extrinsic.Call) is IInherentPallet source && source.IsInherent(extrinsic.Call.Call);
}
