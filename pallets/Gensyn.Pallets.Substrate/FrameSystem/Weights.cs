using System.Collections.Immutable;
using Gensyn.Primitives;

namespace Gensyn.Pallets.Substrate.FrameSystem;

/// <summary>The measured cost of each call.</summary>
public interface IFrameSystemWeights
{
    /// <summary>The cost of <c>remark</c>.</summary>
    Weight MakeRemark(byte[] remark);

    /// <summary>The cost of <c>set_heap_pages</c>.</summary>
    Weight SetHeapPages();

    /// <summary>The cost of <c>set_code</c>.</summary>
    Weight SetCode();

    /// <summary>The cost of <c>set_storage</c>.</summary>
    Weight SetStorage(ImmutableArray<(byte[] Key, byte[] Value)> items);

    /// <summary>The cost of <c>kill_storage</c>.</summary>
    Weight KillStorage(ImmutableArray<byte[]> keys);

    /// <summary>The cost of <c>kill_prefix</c>.</summary>
    Weight KillPrefix(uint subkeys);

    /// <summary>The cost of <c>remark_with_event</c>.</summary>
    Weight RemarkWithEvent(byte[] remark);

    /// <summary>The cost of <c>authorize_upgrade</c>.</summary>
    Weight AuthorizeUpgrade();

    /// <summary>The cost of <c>apply_authorized_upgrade</c>.</summary>
    Weight ApplyAuthorizedUpgrade();
}

/// <summary>Weights of polkadot-sdk's frame_system on its reference machine, in picoseconds, with this chain's database weights.</summary>
public sealed class FrameSystemWeights(DbWeight db) : IFrameSystemWeights
{
    /// <inheritdoc/>
    public Weight MakeRemark(byte[] remark) => new Weight(2_130_000, 0) + new Weight(359, 0) * (ulong)remark.Length;

    /// <inheritdoc/>
    public Weight SetHeapPages() => new Weight(4_100_000, 1485) + db.Of(1, 2);

    /// <inheritdoc/>
    public Weight SetCode() => new Weight(93_000_000_000, 1485) + db.Of(1, 2);

    /// <inheritdoc/>
    public Weight SetStorage(ImmutableArray<(byte[] Key, byte[] Value)> items) =>
        new Weight(2_198_000, 0) + (new Weight(754_000, 0) + db.Of(0, 1)) * (ulong)items.Length;

    /// <inheritdoc/>
    public Weight KillStorage(ImmutableArray<byte[]> keys) => new Weight(2_130_000, 0) + (new Weight(575_000, 0) + db.Of(0, 1)) * (ulong)keys.Length;

    /// <inheritdoc/>
    public Weight KillPrefix(uint subkeys) => new Weight(3_989_000, 80) + (new Weight(1_151_000, 70) + db.Of(1, 1)) * subkeys;

    /// <inheritdoc/>
    public Weight RemarkWithEvent(byte[] remark) => new Weight(6_158_000, 0) + new Weight(1_400, 0) * (ulong)remark.Length;

    /// <inheritdoc/>
    public Weight AuthorizeUpgrade() => new Weight(9_500_000, 0) + db.Of(0, 1);

    /// <inheritdoc/>
    public Weight ApplyAuthorizedUpgrade() => new Weight(97_000_000_000, 1518) + db.Of(2, 3);
}
