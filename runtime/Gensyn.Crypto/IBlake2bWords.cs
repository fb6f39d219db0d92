namespace Gensyn.Crypto;

/// <summary>How many words of a BLAKE2b block may be other than zero.</summary>
internal interface IBlake2bWords
{
    /// <summary>The number.</summary>
    static abstract int Count { get; }
}

/// <summary>All of them.</summary>
internal readonly struct Blake2bAllWords : IBlake2bWords
{
    /// <inheritdoc/>
    public static int Count => 16;
}

/// <summary>Four: an only block that holds a hash, a key or an account is this short.</summary>
internal readonly struct Blake2bFourWords : IBlake2bWords
{
    /// <inheritdoc/>
    public static int Count => 4;
}
