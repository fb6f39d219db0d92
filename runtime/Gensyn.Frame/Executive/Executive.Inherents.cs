using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
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
    // Source: frame_support's construct_runtime, check_extrinsics. The first fatal error ends the check and is the only one told.
    public byte[] CheckInherents(ImmutableArray<byte[]> extrinsics, InherentData data)
    {
        InherentData errors = InherentData.Empty;
        HashSet<byte> found = [];
        foreach (byte[] encoded in extrinsics)
        {
            UncheckedExtrinsic extrinsic = Decode(encoded);
            if (!IsInherent(extrinsic)) break;
            found.Add(extrinsic.Call.Pallet);
            IInherentPallet source = (IInherentPallet)_byIndex[extrinsic.Call.Pallet]!;
            if (source.CheckInherent(extrinsic.Call.Call, data) is not { } error) continue;
            if (source.IsFatal(error)) return EncodeInherentsResult(isFatal: true, InherentData.Empty.With(source.InherentId, error));
            errors = errors.With(source.InherentId, error);
        }

        foreach (Pallet pallet in pallets)
        {
            if (pallet is not IInherentPallet source || found.Contains(pallet.Index) || source.RequireInherent(data) is not { } error) continue;
            if (source.IsFatal(error)) return EncodeInherentsResult(isFatal: true, InherentData.Empty.With(source.InherentId, error));
            errors = errors.With(source.InherentId, error);
        }

        return EncodeInherentsResult(isFatal: false, errors);
    }

    private static byte[] EncodeInherentsResult(bool isFatal, InherentData errors)
    {
        ScaleWriter writer = new(64);
        writer.WriteBool(!errors.Ids.Any());
        writer.WriteBool(isFatal);
        InherentData.Codec.Encode(errors, ref writer);
        return writer.ToArray();
    }

    private bool IsInherent(UncheckedExtrinsic extrinsic) =>
        extrinsic.Preamble == Preamble.Bare && _byIndex[extrinsic.Call.Pallet] is IInherentPallet source && source.IsInherent(extrinsic.Call.Call);

    // Source: frame_support's construct_runtime, ensure_inherents_are_first.
    private UncheckedExtrinsic[] DecodeWithInherentsFirst(ImmutableArray<byte[]> extrinsics)
    {
        UncheckedExtrinsic[] decoded = new UncheckedExtrinsic[extrinsics.Length];
        int inherents = 0;
        for (int i = 0; i < decoded.Length; i++)
        {
            decoded[i] = Decode(extrinsics[i]);
            if (!IsInherent(decoded[i])) continue;
            if (inherents != i) throw new RuntimeException($"Invalid inherent position for extrinsic at index {i}");
            inherents++;
        }

        return decoded;
    }
}
