using Gensyn.Primitives;
using Gensyn.Runtime.Interface;

namespace Gensyn.Frame;

/// <summary>Removes all that a pallet which is no longer part of the runtime left in the state.</summary>
/// <remarks>Source: frame_support::migrations::RemovePallet. All in one block: not for a pallet with more keys than a block can remove.</remarks>
/// <param name="externalities">The state.</param>
/// <param name="pallet">The pallet's name in storage keys.</param>
/// <param name="db">What a read and a write cost.</param>
public sealed class RemovePallet(IExternalities externalities, string pallet, DbWeight db) : Migration
{
    /// <inheritdoc/>
    public override Weight OnRuntimeUpgrade() => Removal.Run(externalities, StoragePrefix.OfPallet(pallet), db);

    /// <inheritdoc/>
    public override string? PostUpgrade(byte[] state) => Removal.Check(externalities, StoragePrefix.OfPallet(pallet), pallet);
}

/// <summary>Removes a storage item that is no longer part of its pallet.</summary>
/// <remarks>Source: frame_support::migrations::RemoveStorage. All in one block: not for an item with more keys than a block can remove.</remarks>
/// <param name="externalities">The state.</param>
/// <param name="pallet">The pallet's name in storage keys.</param>
/// <param name="item">The item's name in storage keys.</param>
/// <param name="db">What a read and a write cost.</param>
public sealed class RemoveStorage(IExternalities externalities, string pallet, string item, DbWeight db) : Migration
{
    /// <inheritdoc/>
    public override Weight OnRuntimeUpgrade() => Removal.Run(externalities, StoragePrefix.Of(pallet, item), db);

    /// <inheritdoc/>
    public override string? PostUpgrade(byte[] state) => Removal.Check(externalities, StoragePrefix.Of(pallet, item), $"{pallet}.{item}");
}

/// <summary>What the two have in common.</summary>
internal static class Removal
{
    internal static Weight Run(IExternalities externalities, byte[] prefix, DbWeight db)
    {
        uint removed = externalities.ClearPrefix(prefix).Unique;
        return db.Of((ulong)removed + 1, removed);
    }

    internal static string? Check(IExternalities externalities, byte[] prefix, string what) =>
        externalities.Contains(prefix) || (externalities.NextKey(prefix) is { } next && next.AsSpan().StartsWith(prefix))
            ? $"{what} has keys left"
            : null;
}
