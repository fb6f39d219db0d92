using Gensyn.Primitives;

namespace Gensyn.Node.Chain;

/// <summary>A block or its state is not here.</summary>
public sealed class UnknownBlockException : Exception
{
    private UnknownBlockException(string message)
        : base(message)
    {
    }

    // Scripts look for these texts of Substrate's client database.
    internal static UnknownBlockException Header(H256 hash) => new($"UnknownBlock: Header was not found in the database: {hash}");

    internal static UnknownBlockException State(H256 hash) => new($"UnknownBlock: State already discarded for {hash}");
}
