using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Frame.Benchmarking;

/// <summary>The measured part of a benchmark, and what must hold after it.</summary>
/// <remarks>May be executed any number of times, each time over the state that the benchmark prepared.</remarks>
public sealed class BenchmarkRun(Func<DispatchResult> measured, Func<bool> verify)
{
    // Of a transaction that an extension sees: about that of a transfer.
    private const int Length = 150;

    /// <summary>A part that cannot be refused.</summary>
    public BenchmarkRun(Action measured, Func<bool> verify)
        : this(() => Succeed(measured), verify)
    {
    }

    /// <summary>A call: decoded and dispatched in a storage layer of its own, as an extrinsic's is; filters of origins do not hold here.</summary>
    public static BenchmarkRun Of(PalletContext context, Origin origin, PalletCall call, Func<bool> verify)
    {
        byte[] encoded = RuntimeCall.Codec.ToBytes(new(context.Index, call));
        return new(() => Dispatch(context.Runtime, encoded, origin), verify);
    }

    /// <summary>An extension's part in a signed transaction: what it signs, its checks before the call, and what it settles after it.</summary>
    public static BenchmarkRun Of(TransactionExtension extension, AccountId signer, RuntimeCall call, Func<bool> verify) =>
        new(() => Pass(extension, signer, call), verify);

    /// <summary>Runs what is measured.</summary>
    public DispatchResult Execute() => measured();

    /// <summary>Whether it did what it should.</summary>
    public bool Verify() => verify();

    private static DispatchResult Dispatch(IRuntimeContext runtime, byte[] encoded, Origin origin) =>
        RuntimeCall.Codec.TryDecode(encoded, out RuntimeCall call, runtime) ? runtime.Dispatch(call, origin) : DispatchError.Other;

    private static DispatchResult Pass(TransactionExtension extension, AccountId signer, RuntimeCall call)
    {
        // What the call leaves unspent is settled, too.
        Weight spent = new(1_000_000, 100);
        DispatchInfo info = new(spent * 2, spent, DispatchClass.Normal, Pays.Yes);
        Transaction transaction = new(Origin.Signed(signer), call, info, Length, TransactionSource.External);
        ScaleWriter signed = new(stackalloc byte[64]);
        if (extension.EncodeImplicit(ref signed) is not null) return DispatchError.Other;
        extension.Begin(transaction);
        if (extension.Validate(transaction, new Validity()) is not null || extension.Prepare(transaction) is not null) return DispatchError.Other;
        extension.PostDispatch(transaction, new DispatchOutcome(spent * 2, Pays.Yes));
        return DispatchResult.Ok;
    }

    private static DispatchResult Succeed(Action measured)
    {
        measured();
        return DispatchResult.Ok;
    }
}
