using Gensyn.Primitives;

namespace Gensyn.Pallets.Compute;

/// <summary>Estimated weights, from what a call reads, writes and hashes; measured ones replace the numbers of each pallet.</summary>
/// <remarks>The prices of a read and a write are those of frame_support's RocksDbWeight; a hashed byte is 1.5 ns of BLAKE2b.</remarks>
internal static class Estimate
{
    private const ulong Base = 10_000_000;
    private const ulong Read = 25_000_000;
    private const ulong Write = 100_000_000;
    private const ulong HashedByte = 1_500;

    // A trie path to one key: about five branch nodes of 16 hashes.
    private const ulong ProofOfRead = 2_600;

    /// <summary>The weight of so many reads, writes and hashed bytes.</summary>
    internal static Weight Of(ulong reads, ulong writes, ulong hashed = 0) =>
        new(Base + (reads * Read) + (writes * Write) + (hashed * HashedByte), (reads * ProofOfRead) + hashed);
}
