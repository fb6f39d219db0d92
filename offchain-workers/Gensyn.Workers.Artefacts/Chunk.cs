using Gensyn.Primitives;
using Gensyn.Verification;

namespace Gensyn.Workers.Artefacts;

/// <summary>The unit that is stored, sent and hashed: at most 1 MiB of bytes, addressed by their hash.</summary>
/// <remarks>Address = BLAKE2b-256(0x07 ‖ bytes), the protocol's domain tag for data chunks.</remarks>
public static class Chunk
{
    /// <summary>The most bytes in a chunk.</summary>
    public const int MaxLength = 1 << 20;

    /// <summary>The content address of these bytes.</summary>
    public static H256 AddressOf(ReadOnlySpan<byte> bytes) => Commitment.DataChunk(bytes);
}
