using FsCheck;
using FsCheck.Fluent;
using Gensyn.Frame;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Primitives;
using Gensyn.Testing;
using Xunit;
using Call = Gensyn.Pallets.Substrate.Balances.BalancesPallet.Call;

namespace Gensyn.Pallets.Tests;

public sealed class BalancesPropertyTests
{
    private static readonly RuntimeHoldReason[] Reasons = [new(50, 0), new(53, 1)];
    private static readonly LockIdentifier[] Names = [new("staking "), new("pyconvot")];
    private static readonly RuntimeFreezeReason[] Freezes = [new(60, 0), new(60, 1)];

    // FsCheck prints the seed of a failure.
    [Fact]
    public void AnySequenceOfOperations_KeepsEveryCoinAndEveryBook() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(ushort, byte, byte, short, bool)[]>(), static steps =>
        {
            AccountId[] people = [.. Enumerable.Range(1, 4).Select(DevAccounts.Number)];
            using SubstrateTestRuntime runtime = new SubstrateTestRuntime().With(new(people[0], 1000), new(people[1], 10), new(people[2], UInt128.MaxValue / 2));
            foreach ((ushort what, byte who, byte whom, short much, bool how) in steps)
            {
                Step(runtime, what, people[who % 4], people[whom % 4], (uint)Math.Abs((int)much), how);
                runtime.CheckState();
            }
        }).QuickCheckThrowOnFailure();

    private static void Step(SubstrateTestRuntime runtime, ushort what, AccountId actor, AccountId other, uint much, bool how)
    {
        BalancesPallet money = runtime.Balances;
        RuntimeHoldReason reason = Reasons[how ? 0 : 1];
        LockIdentifier name = Names[much % 2];
        // Amounts about the edges: nothing, almost everything, what is held, a part.
        UInt128 free = money.Balance(actor);
        UInt128 amount = ((what >> 6) & 3) switch
        {
            0 => much,
            1 => free > much % 15 ? free - (much % 15) : free,
            2 => money.BalanceOnHold(reason, actor) + money.ReservedBalanceNamed(name, actor),
            _ => free / (1 + (UInt128)much),
        };
        Precision precision = how ? Precision.Exact : Precision.BestEffort;
        Preservation preservation = (Preservation)(much % 3);
        Fortitude fortitude = (much & 8) == 0 ? Fortitude.Polite : Fortitude.Force;
        BalanceStatus status = how ? BalanceStatus.Free : BalanceStatus.Reserved;
        Origin signed = Origin.Signed(actor);
        switch ((what & 63) % 34)
        {
            case 0: runtime.Dispatch(signed, new Call.TransferAllowDeath(other, amount)); break;
            case 1: runtime.Dispatch(signed, new Call.TransferKeepAlive(other, amount)); break;
            case 2: runtime.Dispatch(signed, new Call.TransferAll(other, how)); break;
            case 3: runtime.Dispatch(Origin.Root, new Call.ForceTransfer(actor, other, amount)); break;
            case 4: runtime.Dispatch(Origin.Root, new Call.ForceSetBalance(other, how ? amount : UInt128.MaxValue)); break;
            case 5: runtime.Dispatch(Origin.Root, new Call.ForceUnreserve(other, amount)); break;
            case 6: runtime.Dispatch(signed, new Call.Burn(amount, how)); break;
            case 7: runtime.Dispatch(signed, new Call.UpgradeAccounts([other])); break;
            case 8 or 9: money.Hold(reason, actor, amount); break;
            case 10: money.Release(reason, actor, amount, precision); break;
            case 11: money.TransferOnHold(reason, actor, other, amount, precision, how ? Restriction.OnHold : Restriction.Free, fortitude); break;
            case 12: money.TransferAndHold(reason, actor, other, amount, precision, preservation, fortitude); break;
            case 13: money.BurnHeld(reason, actor, amount, precision, fortitude); break;
            case 14: money.Resolve(other, money.Slash(reason, actor, amount)); break;
            case 15: money.SetOnHold(reason, actor, amount); break;
            case 16 when money.Withdraw(actor, amount, precision, preservation, fortitude) is { IsError: false } taken: money.Resolve(other, taken.Value); break;
            case 17: money.MintInto(actor, amount); break;
            case 18: money.BurnFrom(actor, amount, preservation, precision, fortitude); break;
            case 19: money.SetBalance(actor, much); break;
            case 20: money.Resolve(other, money.Issue(much)); break;
            case 21 or 22: money.Reserve(actor, amount); break;
            case 23: money.Unreserve(actor, amount); break;
            case 24: money.Resolve(other, money.SlashReserved(actor, amount)); break;
            case 25: money.RepatriateReserved(actor, other, amount, status); break;
            case 26: money.ReserveNamed(name, actor, amount); break;
            case 27: money.UnreserveNamed(name, actor, amount); break;
            case 28: money.Resolve(other, money.SlashReservedNamed(name, actor, amount)); break;
            case 29: money.RepatriateReservedNamed(name, actor, other, amount, status); break;
            case 30: money.SetFreeze(Freezes[much % 2], actor, how ? amount : 0); break;
            case 31: money.SetLock(name, actor, how ? amount : 0, (WithdrawReasons)(much % 32)); break;
            case 32: money.Shelve(actor, amount); break;
            case 33: money.Restore(actor, much); break;
            default: break;
        }
    }
}
