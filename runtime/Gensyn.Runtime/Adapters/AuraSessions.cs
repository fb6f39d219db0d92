using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Primitives;

namespace Gensyn.Runtime;

/// <summary>Tells Aura of the validators of each session: the only duty that validators of this chain have keys for.</summary>
/// <remarks>Asks the runtime each time, because Session and Aura know each other.</remarks>
internal sealed class AuraSessions(GensynRuntime runtime) : ISessionHandler
{
    public ImmutableArray<KeyTypeId> KeyTypes => [KeyTypeId.Aura];

    public void OnGenesisSession(ImmutableArray<(AccountId Validator, SessionKeys Keys)> validators) => runtime.Aura.OnGenesisSession(KeysOf(validators));

    public void OnNewSession(
        bool changed, ImmutableArray<(AccountId Validator, SessionKeys Keys)> validators, ImmutableArray<(AccountId Validator, SessionKeys Keys)> queued) =>
        runtime.Aura.OnNewSession(changed, KeysOf(validators));

    public void OnBeforeSessionEnding()
    {
    }

    public void OnDisabled(uint index) => runtime.Aura.OnDisabled(index);

    private static ImmutableArray<AuraId> KeysOf(ImmutableArray<(AccountId Validator, SessionKeys Keys)> validators) =>
        [.. validators.Select(static v => v.Keys.Aura)];
}

/// <summary>Keeps the validators that the chain started with.</summary>
internal sealed class GenesisValidators : ISessionManager
{
    public ImmutableArray<AccountId>? NewSession(uint index) => null;

    public void StartSession(uint index)
    {
    }

    public void EndSession(uint index)
    {
    }
}

/// <summary>The account of a block's author: Aura says which place it has, and Session who has that place.</summary>
/// <remarks>Source: pallet_session::FindAccountFromAuthorIndex.</remarks>
internal sealed class ValidatorAuthors(GensynRuntime runtime) : IFindAuthor<AccountId>
{
    public AccountId? FindAuthor(Digest digest)
    {
        if (runtime.Aura.FindAuthor(digest) is not { } index) return null;
        ImmutableArray<AccountId> validators = runtime.Session.Validators.Get();
        return index < validators.Length ? validators[(int)index] : null;
    }
}
