using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Substrate.Balances;

/// <content>Free money: how much can go, and how it goes.</content>
// Source: pallet_balances::impl_fungible, frame_support::traits::tokens::fungible::regular.
public sealed partial class BalancesPallet
{
    /// <inheritdoc/>
    UInt128 IFungibleInspect.TotalIssuance => TotalIssuance.Get();

    /// <inheritdoc/>
    public UInt128 ActiveIssuance => SaturatingSub(TotalIssuance.Get(), InactiveIssuance.Get());

    /// <inheritdoc/>
    public UInt128 MinimumBalance => ExistentialDeposit;

    /// <inheritdoc/>
    public UInt128 TotalBalance(AccountId who) => accounts.Get(who).Data.Total;

    /// <inheritdoc/>
    public UInt128 Balance(AccountId who) => accounts.Get(who).Data.Free;

    /// <inheritdoc/>
    public UInt128 ReducibleBalance(AccountId who, Preservation preservation, Fortitude fortitude) => Reducible(accounts.Get(who), preservation, fortitude);

    /// <inheritdoc/>
    public DepositConsequence CanDeposit(AccountId who, UInt128 amount, Provenance provenance) => CanDeposit(accounts.Get(who), amount, provenance);

    /// <inheritdoc/>
    public WithdrawConsequence CanWithdraw(AccountId who, UInt128 amount) => CanWithdraw(accounts.Get(who), amount);

    /// <inheritdoc/>
    public Result<UInt128, DispatchError> MintInto(AccountId who, UInt128 amount)
    {
        Result<UInt128, DispatchError> minted = AddIssued(who, amount);
        if (!minted.IsError) Deposit(new Event.Minted(who, amount));
        return minted;
    }

    /// <inheritdoc/>
    public Result<UInt128, DispatchError> BurnFrom(AccountId who, UInt128 amount, Preservation preservation, Precision precision, Fortitude fortitude)
    {
        Result<UInt128, DispatchError> burned = TakeIssued(who, amount, preservation, precision, fortitude);
        if (!burned.IsError) Deposit(new Event.Burned(who, burned.Value));
        return burned;
    }

    /// <inheritdoc/>
    public Result<UInt128, DispatchError> Shelve(AccountId who, UInt128 amount)
    {
        Result<UInt128, DispatchError> shelved = TakeIssued(who, amount, Preservation.Expendable, Precision.Exact, Fortitude.Polite);
        if (!shelved.IsError) Deposit(new Event.Suspended(who, shelved.Value));
        return shelved;
    }

    /// <inheritdoc/>
    public Result<UInt128, DispatchError> Restore(AccountId who, UInt128 amount)
    {
        Result<UInt128, DispatchError> restored = AddIssued(who, amount);
        if (!restored.IsError) Deposit(new Event.Restored(who, amount));
        return restored;
    }

    /// <inheritdoc/>
    public Result<UInt128, DispatchError> Transfer(AccountId source, AccountId dest, UInt128 amount, Preservation preservation)
    {
        AccountInfo from = accounts.Get(source);
        if (CanWithdraw(from, amount).ToError(mustLive: preservation != Preservation.Expendable) is { } refused) return refused;
        AccountInfo to = accounts.Get(dest);
        if (CanDeposit(to, amount, Provenance.Extant).ToError() is { } unwelcome) return unwelcome;
        if (source == dest) return amount;
        if (Write(source, from, from.Data with { Free = from.Data.Free - amount }) is { Error: { } stuck }) return stuck;
        if (amount != 0 && Write(dest, to, to.Data with { Free = to.Data.Free + amount }) is { Error: { } lost }) return lost;
        Deposit(new Event.Transfer(source, dest, amount));
        return amount;
    }

    /// <inheritdoc/>
    public UInt128 SetBalance(AccountId who, UInt128 amount)
    {
        UInt128 old = Balance(who);
        Result<UInt128, DispatchError> changed = old > amount
            ? BurnFrom(who, old - amount, Preservation.Expendable, Precision.BestEffort, Fortitude.Force)
            : MintInto(who, amount - old);
        if (changed.IsError) return old;
        return old > amount ? old - changed.Value : old + changed.Value;
    }

    /// <inheritdoc/>
    public void Deactivate(UInt128 amount) => InactiveIssuance.Set(UInt128.Min(SaturatingAdd(InactiveIssuance.Get(), amount), TotalIssuance.Get()));

    /// <inheritdoc/>
    public void Reactivate(UInt128 amount) => InactiveIssuance.Set(SaturatingSub(InactiveIssuance.Get(), amount));

    /// <inheritdoc/>
    public UInt128 Issue(UInt128 amount)
    {
        UInt128 issuance = TotalIssuance.Get();
        UInt128 issued = UInt128.Min(amount, UInt128.MaxValue - issuance);
        if (issued == 0) return 0;
        TotalIssuance.Set(issuance + issued);
        Deposit(new Event.Issued(issued));
        return issued;
    }

    /// <inheritdoc/>
    public void Rescind(UInt128 credit)
    {
        if (credit == 0) return;
        TotalIssuance.Set(SaturatingSub(TotalIssuance.Get(), credit));
        Deposit(new Event.Rescinded(credit));
    }

    /// <inheritdoc/>
    public Result<UInt128, DispatchError> Withdraw(AccountId who, UInt128 amount, Precision precision, Preservation preservation, Fortitude fortitude)
    {
        Result<UInt128, DispatchError> taken = DecreaseBalance(who, amount, precision, preservation, fortitude);
        if (taken is { IsError: false, Value: { } credit } && credit != 0) Deposit(new Event.Withdraw(who, credit));
        return taken;
    }

    /// <inheritdoc/>
    public void Resolve(AccountId who, UInt128 credit)
    {
        if (credit == 0) return;
        if (IncreaseBalance(who, credit).IsError) Rescind(credit);
        else Deposit(new Event.Deposit(who, credit));
    }

    private UInt128 Reducible(in AccountInfo account, Preservation preservation, Fortitude fortitude)
    {
        AccountData money = account.Data;
        // A freeze lies on the whole of the money, so what is held counts towards it.
        UInt128 untouchable = fortitude == Fortitude.Force ? 0 : SaturatingSub(money.Frozen, money.Reserved);
        bool mustStay = preservation switch
        {
            Preservation.Preserve => true,
            Preservation.Protect => money.Free != 0 && account.Providers == 1,
            _ => money.Free != 0 && !account.CanDecProvider,
        };
        if (mustStay) untouchable = UInt128.Max(untouchable, ExistentialDeposit);
        return SaturatingSub(money.Free, untouchable);
    }

    private DepositConsequence CanDeposit(in AccountInfo account, UInt128 amount, Provenance provenance)
    {
        if (amount == 0) return DepositConsequence.Success;
        if (provenance == Provenance.Minted && amount > UInt128.MaxValue - TotalIssuance.Get()) return DepositConsequence.Overflow;
        AccountData money = account.Data;
        if (amount > UInt128.MaxValue - money.Free || money.Reserved > UInt128.MaxValue - (money.Free + amount)) return DepositConsequence.Overflow;
        return money.Free + amount < ExistentialDeposit ? DepositConsequence.BelowMinimum : DepositConsequence.Success;
    }

    private WithdrawConsequence CanWithdraw(in AccountInfo account, UInt128 amount)
    {
        if (amount == 0) return WithdrawConsequence.Success;
        if (amount > TotalIssuance.Get()) return WithdrawConsequence.Underflow;
        AccountData money = account.Data;
        if (amount > money.Free) return WithdrawConsequence.BalanceLow;
        if (amount > Reducible(account, Preservation.Expendable, Fortitude.Polite)) return WithdrawConsequence.Frozen;
        UInt128 rest = money.Free - amount;
        if (rest < ExistentialDeposit && !account.CanDecProvider) return WithdrawConsequence.WouldDie;
        if (rest + money.Reserved < money.Frozen) return WithdrawConsequence.Frozen;
        return rest < ExistentialDeposit ? WithdrawConsequence.ReducedToZero : WithdrawConsequence.Success;
    }

    private Result<UInt128, DispatchError> AddIssued(AccountId who, UInt128 amount)
    {
        if (amount > UInt128.MaxValue - TotalIssuance.Get()) return DispatchError.Arithmetic(ArithmeticError.Overflow);
        if (IncreaseBalance(who, amount) is { Error: { } refused }) return refused;
        TotalIssuance.Set(TotalIssuance.Get() + amount);
        return amount;
    }

    private Result<UInt128, DispatchError> TakeIssued(AccountId who, UInt128 amount, Preservation preservation, Precision precision, Fortitude fortitude)
    {
        Result<UInt128, DispatchError> taken = DecreaseBalance(who, amount, precision, preservation, fortitude);
        // Read after the money went: dust has left the issuance by then.
        if (!taken.IsError) TotalIssuance.Set(SaturatingSub(TotalIssuance.Get(), taken.Value));
        return taken;
    }

    private Result<UInt128, DispatchError> DecreaseBalance(AccountId who, UInt128 amount, Precision precision, Preservation preservation, Fortitude fortitude)
    {
        AccountInfo account = accounts.Get(who);
        UInt128 reducible = Reducible(account, preservation, fortitude);
        if (amount > reducible && precision == Precision.Exact) return DispatchError.Token(TokenError.FundsUnavailable);
        UInt128 taken = UInt128.Min(amount, reducible);
        if (Write(who, account, account.Data with { Free = account.Data.Free - taken }) is { Error: { } refused }) return refused;
        return taken;
    }

    private DispatchResult IncreaseBalance(AccountId who, UInt128 amount)
    {
        AccountInfo account = accounts.Get(who);
        AccountData money = account.Data;
        if (amount > UInt128.MaxValue - money.Free) return DispatchError.Arithmetic(ArithmeticError.Overflow);
        if (money.Free + amount < ExistentialDeposit) return DispatchError.Token(TokenError.BelowMinimum);
        return amount == 0 ? DispatchResult.Ok : Write(who, account, money with { Free = money.Free + amount });
    }
}
