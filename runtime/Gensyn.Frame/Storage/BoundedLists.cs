using System.Collections.Immutable;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>Adds to stored lists, and to lists in memory, only as much as their bounds allow.</summary>
/// <remarks>A bound is broken by code alone: writing a list that is too long throws. Where a caller decides, ask with these.</remarks>
public static class BoundedLists
{
    /// <summary>Adds an item to a stored list, without reading the list; false, with nothing written, when it is full.</summary>
    public static bool TryAppend<TItem>(this StorageValue<ImmutableArray<TItem>> value, TItem item)
    {
        IListCodec<TItem> list = (IListCodec<TItem>)value.ValueCodec;
        if (value.DecodeLength() >= list.Maximum) return false;
        value.Append(list.Item, item);
        return true;
    }

    /// <summary>Adds an item to the list of a key, without reading the list; false, with nothing written, when it is full.</summary>
    public static bool TryAppend<TKey, TItem>(this KeyedStorage<TKey, ImmutableArray<TItem>> map, TKey key, TItem item)
    {
        IListCodec<TItem> list = (IListCodec<TItem>)map.ValueCodec;
        if (map.DecodeLength(key) >= list.Maximum) return false;
        map.Append(key, list.Item, item);
        return true;
    }

    /// <summary>Adds an item to a list of at most so many; false, with the list as it was, when it is full.</summary>
    public static bool TryPush<TItem>(ref ImmutableArray<TItem> list, TItem item, int maximum)
    {
        if (list.Length >= maximum) return false;
        list = list.Add(item);
        return true;
    }
}
