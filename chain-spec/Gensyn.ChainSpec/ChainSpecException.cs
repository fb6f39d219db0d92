namespace Gensyn.ChainSpec;

/// <summary>A chain spec that cannot be used; the message is for the person who gave it.</summary>
public sealed class ChainSpecException : Exception
{
    /// <summary>A spec that cannot be used for this reason.</summary>
    public ChainSpecException(string message)
        : base(message)
    {
    }

    /// <summary>A spec that cannot be used for this reason, found by another error.</summary>
    public ChainSpecException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
