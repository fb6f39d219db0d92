using Gensyn.Primitives;

namespace Gensyn.Frame;

/// <summary>The digest of the block being executed, which frame_system keeps.</summary>
public interface IBlockDigest
{
    /// <summary>The items so far: the author's, then the runtime's.</summary>
    Digest Current { get; }

    /// <summary>Appends an item of the runtime.</summary>
    void DepositLog(DigestItem item);
}

/// <summary>Finds the author of a block by its digest (frame_support's <c>FindAuthor</c>).</summary>
/// <typeparam name="TAuthor">What stands for an author: an account, or an index in the list of authorities.</typeparam>
public interface IFindAuthor<TAuthor>
    where TAuthor : struct
{
    /// <summary>The author that a digest names, or null.</summary>
    TAuthor? FindAuthor(Digest digest);
}

/// <summary>Knows which validators may not make blocks until their session ends (frame_support's <c>DisabledValidators</c>).</summary>
public interface IDisabledValidators
{
    /// <summary>Whether the validator of an index in the list of authorities is disabled.</summary>
    bool IsDisabled(uint index);
}

/// <summary>Hears the time of each block when it is set (frame_support's <c>OnTimestampSet</c>).</summary>
public interface ITimestampListener
{
    /// <summary>The time is this, in milliseconds since 1970.</summary>
    void OnTimestampSet(ulong now);
}

/// <summary>Hears who made each block (pallet_authorship's <c>EventHandler</c>).</summary>
public interface IAuthorListener
{
    /// <summary>The block being executed is this account's.</summary>
    void NoteAuthor(AccountId author);
}
