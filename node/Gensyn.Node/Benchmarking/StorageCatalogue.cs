using Gensyn.Frame;

namespace Gensyn.Node.Benchmarking;

/// <summary>A storage item as proofs need it.</summary>
/// <param name="Name">The pallet's name and the item's.</param>
/// <param name="MaxValues">The most entries; null where there is no limit.</param>
/// <param name="MaxSize">The most bytes of an entry; null where there is no limit.</param>
internal sealed record CataloguedItem(string Name, uint? MaxValues, int? MaxSize);

/// <summary>The storage items of a runtime by the first 32 bytes of their keys.</summary>
internal sealed class StorageCatalogue(IEnumerable<Pallet> pallets)
{
    private readonly Dictionary<string, CataloguedItem> _items = pallets
        .SelectMany(static pallet => pallet.Metadata.Storage.Select(item => (
            Prefix: Convert.ToHexString(StoragePrefix.Of(pallet.Name, item.Name)),
            Item: new CataloguedItem($"{pallet.Name}.{item.Name}", item.MaxValues, item.MaxSize))))
        .ToDictionary(static entry => entry.Prefix, static entry => entry.Item, StringComparer.Ordinal);

    /// <summary>The item of a prefix, or null.</summary>
    public CataloguedItem? Find(ReadOnlySpan<byte> prefix) => _items.GetValueOrDefault(Convert.ToHexString(prefix));
}
