namespace Gensyn.Crypto;

/// <summary>The compression function of BLAKE2b on several chaining values at once, one to each lane of a processor's vectors.</summary>
internal interface IBlake2bLanes
{
    /// <summary>How many lanes there are.</summary>
    static abstract int Count { get; }

    /// <summary>Compresses a block of each lane's message.</summary>
    static abstract void Compress(in Blake2bLaneState lanes);
}

/// <summary>What a compression of several lanes reads and writes: arrays with an element for each lane.</summary>
internal unsafe struct Blake2bLaneState
{
    /// <summary>The chaining values, word by word: the first words of all lanes, then the second, ….</summary>
    public ulong* H;

    /// <summary>The blocks, of 128 readable bytes each.</summary>
    public byte** Blocks;

    /// <summary>How many bytes of the block are the message's; the others count as zero.</summary>
    public ulong* Used;

    /// <summary>Bytes of the message to the end of the block.</summary>
    public ulong* Counts;

    /// <summary>All ones for the last block of a message, else zero.</summary>
    public ulong* Last;

    /// <summary>All ones for the first block of a message, whose chaining value is still to be set, else zero.</summary>
    public ulong* First;
}
