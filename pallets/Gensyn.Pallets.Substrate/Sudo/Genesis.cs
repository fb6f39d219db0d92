using Gensyn.Primitives;

namespace Gensyn.Pallets.Substrate.Sudo;

/// <content>The first state.</content>
public sealed partial class SudoPallet
{
    /// <summary>Writes who may act as root; nobody when null.</summary>
    public void Genesis(AccountId? key)
    {
        if (key is { } account) Key.Set(account);
    }
}
