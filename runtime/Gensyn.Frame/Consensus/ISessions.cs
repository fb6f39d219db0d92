using System.Collections.Immutable;
using Gensyn.Primitives;

namespace Gensyn.Frame;

/// <summary>Says when a session ends (pallet_session's <c>ShouldEndSession</c> and <c>EstimateNextSessionRotation</c>).</summary>
public interface ISessionSchedule
{
    /// <summary>How many blocks a session has on average.</summary>
    uint AverageLength { get; }

    /// <summary>Whether a session ends with the beginning of a block.</summary>
    bool ShouldEnd(uint block);

    /// <summary>Which part of its session will have passed with a block.</summary>
    Permill Progress(uint block);

    /// <summary>The block in which the next session after this block's begins.</summary>
    uint NextRotation(uint block);
}

/// <summary>Chooses the validators of sessions (pallet_session's <c>SessionManager</c>).</summary>
public interface ISessionManager
{
    /// <summary>The validators of a session to come, or null when they stay.</summary>
    ImmutableArray<AccountId>? NewSession(uint index);

    /// <summary>The same for the first two sessions of a chain.</summary>
    ImmutableArray<AccountId>? NewSessionAtGenesis(uint index) => NewSession(index);

    /// <summary>A session begins.</summary>
    void StartSession(uint index);

    /// <summary>A session ends.</summary>
    void EndSession(uint index);
}

/// <summary>Hears of validators and their keys, all duties together (pallet_session's <c>SessionHandler</c>).</summary>
public interface ISessionHandler
{
    /// <summary>What keys are handled, in the order of <see cref="SessionKeys.KeyTypes"/>.</summary>
    ImmutableArray<KeyTypeId> KeyTypes { get; }

    /// <summary>These are the first validators, and those of the second session.</summary>
    void OnGenesisSession(ImmutableArray<(AccountId Validator, SessionKeys Keys)> validators);

    /// <summary>A session begins with these validators; the queued ones follow.</summary>
    void OnNewSession(
        bool changed, ImmutableArray<(AccountId Validator, SessionKeys Keys)> validators, ImmutableArray<(AccountId Validator, SessionKeys Keys)> queued);

    /// <summary>A session is about to end.</summary>
    void OnBeforeSessionEnding();

    /// <summary>A validator may do nothing until its session ends.</summary>
    void OnDisabled(uint index);
}

/// <summary>Hears of validators and one of their keys (frame_support's <c>OneSessionHandler</c>).</summary>
/// <typeparam name="TKey">The key.</typeparam>
public interface IOneSessionHandler<TKey>
    where TKey : struct
{
    /// <summary>These are the first validators' keys.</summary>
    void OnGenesisSession(ImmutableArray<TKey> keys);

    /// <summary>A session begins with these validators' keys.</summary>
    void OnNewSession(bool changed, ImmutableArray<TKey> keys);

    /// <summary>A validator may do nothing until its session ends.</summary>
    void OnDisabled(uint index);
}
