using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;

namespace Gensyn.Frame.Tests.Mock;

/// <summary>Keeps what accounts have, and the sum of it; with a fault, where a test asks for one.</summary>
[Pallet("Ledger", Crate = "pallet_ledger")]
public sealed partial class LedgerPallet(PalletContext context, LedgerFault fault = LedgerFault.None) : Pallet(context)
{
    private static ILedgerWeights Weights => LedgerWeights.Instance;

    /// <summary>What each account has.</summary>
    [Storage(Default = true)]
    public partial StorageMap<Blake2_128Concat, AccountId, uint> Parts { get; }

    /// <summary>The sum of all parts.</summary>
    [Storage(Default = true)]
    public partial StorageValue<uint> Total { get; }

    /// <summary>Adds to the caller's part.</summary>
    [Call(0)]
    public DispatchResult Put(Origin origin, uint amount, [MaxLength(8)] byte[] note)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        if (amount > 10_000) return Fail(Error.TooMuch);
        Parts.Set(who, Parts.GetOrDefault(who) + amount);
        Total.Mutate(total => total + amount);
        Deposit(new Event.Moved(who, [.. note]), [Hashing.Blake2_256(note)]);
        return DispatchResult.Ok;
    }

    /// <summary>Takes the whole of the caller's part.</summary>
    [Call(1)]
    public DispatchResult Take(Origin origin)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        uint part = Parts.GetOrDefault(who);
        if (part == 0) return Fail(Error.Nothing);
        Parts.Remove(who);
        // The planted fault needs a Put and a Take of the same account.
        if (fault != LedgerFault.WrongSum) Total.Mutate(total => total - part);
        return fault == LedgerFault.Heavy ? DispatchResult.OkWithWeight(new(1, 1000)) : DispatchResult.Ok;
    }

    /// <summary>Moves a part from one account to another.</summary>
    [Call(2)]
    public DispatchResult Move(Origin origin, MultiAddress from, ImmutableArray<(AccountId To, UInt128 Amount)> shares, Mood mood, string? memo, H256 hash, Labelled label)
    {
        if (!origin.IsRoot) return DispatchError.BadOrigin;
        if (from is not MultiAddress.Id { Account: AccountId source }) return DispatchError.CannotLookup;
        foreach ((AccountId to, UInt128 amount) in shares)
        {
            uint part = Parts.GetOrDefault(source);
            if (amount > part) return Fail(Error.TooMuch);
            Parts.Set(source, part - (uint)amount);
            Parts.Set(to, Parts.GetOrDefault(to) + (uint)amount);
        }

        return DispatchResult.Ok;
    }

    /// <summary>Does another call, and gets it wrong where a test asks for that.</summary>
    [Call(3)]
    public DispatchResult Nest(Origin origin, RuntimeCall call)
    {
        IExternalities state = Context.Externalities;
        switch (fault)
        {
            case LedgerFault.Trap:
                throw new RuntimeException("planted");
            case LedgerFault.Escape:
                // Keeps what was written although the call is refused.
                Total.Set(Total.Get() + 1);
                state.CommitTransaction();
                state.BeginTransaction();
                return Fail(Error.TooMuch);
            default:
                return Context.Runtime.Dispatch(call, origin);
        }
    }

    /// <summary>Writes before it refuses: its callers must open a layer.</summary>
    public DispatchResult WriteAndRefuse()
    {
        Total.Set(7);
        return Fail(Error.TooMuch);
    }

    /// <summary>Opens a layer and forgets it.</summary>
    public DispatchResult OpenAndRefuse()
    {
        Context.Externalities.BeginTransaction();
        return Fail(Error.TooMuch);
    }

    /// <summary>Logs what cannot be.</summary>
    public void Complain() => Context.Externalities.Log(RuntimeLogLevel.Error, "ledger", "this cannot be");

    /// <inheritdoc/>
    public override string? TryState()
    {
        uint sum = (uint)Parts.Entries().Sum(static e => e.Value);
        return sum == Total.Get() ? null : $"the parts are {sum}, the total is {Total.Get()}";
    }

    /// <summary>What this pallet reports.</summary>
    public abstract partial record Event : PalletEvent
    {
        /// <summary>Something was put.</summary>
        [Variant(0)]
        public sealed record Moved(AccountId Who, ImmutableArray<byte> Note) : Event;
    }

    /// <summary>Why a call of this pallet is refused.</summary>
    public enum Error : byte
    {
        /// <summary>There is nothing to take.</summary>
        Nothing,

        /// <summary>That is too much.</summary>
        TooMuch,
    }
}

/// <summary>What is wrong with a ledger.</summary>
public enum LedgerFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The sum is not kept.</summary>
    WrongSum,

    /// <summary>A refused call leaves a trace.</summary>
    Escape,

    /// <summary>A call throws.</summary>
    Trap,

    /// <summary>A call weighs more than it declares.</summary>
    Heavy,
}

/// <summary>How it feels.</summary>
[Scale]
public enum Mood : byte
{
    /// <summary>Fine.</summary>
    Good = 1,

    /// <summary>Not fine.</summary>
    Bad = 4,
}

/// <summary>A number with a label.</summary>
[Scale]
public sealed partial record Labelled([Compact] ulong Number, bool IsGood);

/// <summary>What the calls cost.</summary>
public interface ILedgerWeights
{
    /// <summary>The cost of <c>put</c>.</summary>
    Weight Put(byte[] note);

    /// <summary>The cost of <c>take</c>.</summary>
    Weight Take();

    /// <summary>The cost of <c>move</c>.</summary>
    Weight Move();

    /// <summary>The cost of <c>nest</c>.</summary>
    Weight Nest();
}

/// <summary>Made-up costs.</summary>
public sealed class LedgerWeights : ILedgerWeights
{
    /// <summary>The costs.</summary>
    public static LedgerWeights Instance { get; } = new();

    /// <inheritdoc/>
    public Weight Put(byte[] note) => new(100_000 + (ulong)note.Length, 50);

    /// <inheritdoc/>
    public Weight Take() => new(100, 10);

    /// <inheritdoc/>
    public Weight Move() => new(100, 10);

    /// <inheritdoc/>
    public Weight Nest() => new(100, 10);
}
