namespace Gensyn.Runtime.Interface;

/// <summary>One trie of the state below an overlay.</summary>
internal interface IOverlayBase
{
    byte[]? Get(ReadOnlySpan<byte> key);

    byte[]? NextKey(ReadOnlySpan<byte> key);
}

/// <summary>The top trie.</summary>
internal sealed class TopBase(StateBelow state) : IOverlayBase
{
    public byte[]? Get(ReadOnlySpan<byte> key) => state.Get(key);

    public byte[]? NextKey(ReadOnlySpan<byte> key) => state.NextKey(key);
}

/// <summary>A default child trie.</summary>
internal sealed class ChildBase(StateBelow state, byte[] id) : IOverlayBase
{
    public byte[]? Get(ReadOnlySpan<byte> key) => state.ChildGet(id, key);

    public byte[]? NextKey(ReadOnlySpan<byte> key) => state.ChildNextKey(id, key);
}
