using System.Collections.Immutable;
using Gensyn.Primitives;

namespace Gensyn.Frame;

/// <summary>What a pallet may ask of the runtime around it.</summary>
public interface IRuntimeContext
{
    /// <summary>The number of the block being executed.</summary>
    uint BlockNumber { get; }

    /// <summary>Appends an event to the block's events.</summary>
    void DepositEvent(byte pallet, PalletEvent deposited, ImmutableArray<H256> topics = default);

    /// <summary>Runs another call with this origin, in its own storage layer: an error undoes what it wrote. The origin's filter may refuse the call.</summary>
    DispatchResult Dispatch(RuntimeCall call, Origin origin);

    /// <summary>As <see cref="Dispatch"/>, but no filter refuses this call; those that it makes meet the runtime's filter again.</summary>
    DispatchResult DispatchUnfiltered(RuntimeCall call, Origin origin) => Dispatch(call, origin);

    /// <summary>Does work in a storage layer of its own: an error undoes what it wrote. Layers nest 255 deep, as calls within calls do.</summary>
    DispatchResult InLayer(Func<DispatchResult> work);

    /// <summary>What is known of a call before it runs.</summary>
    CallInfo InfoOf(RuntimeCall call);

    /// <summary>Why this account may not make this call now, or null: what the call's pallet says as its <see cref="ICallGate"/>.</summary>
    TransactionValidityError? ValidateCall(RuntimeCall call, AccountId signer) => null;

    /// <summary>The account that a pallet owns: <c>modl</c>, the eight bytes of its id, then zeros.</summary>
    AccountId PalletAccount(string id) => PalletAccounts.Of(id);
}

/// <summary>The accounts that pallets own.</summary>
public static class PalletAccounts
{
    /// <summary>The account of an eight-letter id (frame_support::PalletId, into_account_truncating).</summary>
    /// <exception cref="ArgumentException">The id is not eight bytes long.</exception>
    public static AccountId Of(string id)
    {
        Span<byte> account = stackalloc byte[32];
        account.Clear();
        "modl"u8.CopyTo(account);
        if (System.Text.Encoding.UTF8.GetByteCount(id) != 8) throw new ArgumentException("A pallet's id has eight bytes.", nameof(id));
        System.Text.Encoding.UTF8.GetBytes(id, account[4..]);
        return new AccountId(account);
    }
}
