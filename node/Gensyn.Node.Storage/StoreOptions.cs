namespace Gensyn.Node.Storage;

/// <summary>How a store keeps its data.</summary>
public sealed record StoreOptions
{
    /// <summary>How many final states before the newest one stay readable; null keeps all of them.</summary>
    /// <remarks>A directory keeps the choice between all and not all that it was made with.</remarks>
    public int? KeptStates { get; init; } = 256;

    /// <summary>Bytes of trie nodes kept in memory.</summary>
    public long NodeCacheBytes { get; init; } = 128 << 20;

    /// <summary>Bytes of the newest part of the table kept in memory.</summary>
    public long TableMemoryBytes { get; init; } = 128 << 20;

    /// <summary>Bytes of the table's hash index, all in memory.</summary>
    public long TableIndexBytes { get; init; } = 32 << 20;

    /// <summary>Bytes of log after which the table is written to disk and the log begins anew.</summary>
    public long CheckpointBytes { get; init; } = 64 << 20;

    /// <summary>Bytes that the table may grow by, beside three times what it began with, before its files are written anew.</summary>
    public long CompactionBytes { get; init; } = 512 << 20;
}
