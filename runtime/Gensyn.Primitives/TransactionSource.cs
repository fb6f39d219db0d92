using Gensyn.Scale;

namespace Gensyn.Primitives;

/// <summary>Where a transaction to validate comes from.</summary>
[Scale("sp_runtime::transaction_validity::TransactionSource")]
public enum TransactionSource : byte
{
    /// <summary>From a block.</summary>
    InBlock = 0,

    /// <summary>From this node itself.</summary>
    Local = 1,

    /// <summary>From a peer or a client.</summary>
    External = 2,
}

/// <summary>The codec of <see cref="TransactionSource"/>.</summary>
public static class TransactionSourceCodec
{
    /// <summary>One byte.</summary>
    public static Codec<TransactionSource> Instance { get; } = new ByteEnumCodec<TransactionSource>(
        "sp_runtime::transaction_validity::TransactionSource", ["InBlock", "Local", "External"], static v => (byte)v, static v => (TransactionSource)v);
}
