using System.Collections.Immutable;
using Gensyn.Crypto;
using Gensyn.Frame;
using Gensyn.Frame.Benchmarking;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Substrate.Session;

/// <content>What its calls and the end of a session cost. Source of the cases: polkadot-sdk substrate/frame/session/src/benchmarking.</content>
public sealed partial class SessionPallet : IBenchmarkedPallet
{
    private const uint MostValidators = 120;

    /// <inheritdoc/>
    public ImmutableArray<Benchmark> Benchmarks(IBenchmarkHost host) =>
    [
        // The account has keys that another pallet set: they are replaced, and the account answers for the new ones itself.
        new("set_keys", () =>
        {
            AccountId caller = host.Caller;
            host.Endow(caller, UInt128.One << 64);
            _ = SetKeysExternally(caller, KeysOf(1).Keys);
            (SessionKeys keys, Sr25519KeyPair pair) = KeysOf(2);
            byte[] proof = pair.Sign(SessionKeys.StatementOf(caller.Bytes.Span), new byte[32]);
            return Run(caller, new Call.SetKeys(keys, proof), () => NextKeys.Get(caller) == keys && !ExternallySetKeys.Contains(caller));
        }),
        new("purge_keys", () =>
        {
            AccountId caller = host.Caller;
            host.Endow(caller, UInt128.One << 64);
            (SessionKeys keys, Sr25519KeyPair pair) = KeysOf(1);
            _ = SetKeys(Origin.Signed(caller), keys, pair.Sign(SessionKeys.StatementOf(caller.Bytes.Span), new byte[32]));
            return Run(caller, new Call.PurgeKeys(), () => !NextKeys.Contains(caller));
        }),

        // All validators have new keys.
        new("rotate", new("validators", 1, MostValidators), count =>
        {
            ImmutableArray<AccountId> validators = [.. Enumerable.Range(0, (int)count).Select(i => host.Account("validator", (uint)i))];
            QueuedKeys.Set([.. validators.Select(static (who, i) => (who, Numbered((uint)i)))]);
            for (int i = 0; i < validators.Length; i++) _ = SetKeysExternally(validators[i], Numbered(MostValidators + (uint)i));
            QueuedChanged.Set(true);
            uint session = CurrentIndex.Get();
            return new BenchmarkRun(() => RotateSession(), () => CurrentIndex.Get() == session + 1 && Validators.Get().Length == (int)count);
        }),
    ];

    private BenchmarkRun Run(AccountId who, Call call, Func<bool> verify) => BenchmarkRun.Of(Context, Origin.Signed(who), call, verify);

    private static SessionKeys Numbered(uint number) => new(new AuraId(Hashing.Blake2_256(Codecs.U32.ToBytes(number)).Span));

    private static (SessionKeys Keys, Sr25519KeyPair Pair) KeysOf(uint number)
    {
        Sr25519KeyPair pair = Sr25519KeyPair.FromMiniSecret(Hashing.Blake2_256(Codecs.U32.ToBytes(number)).Span);
        return (new(new AuraId(pair.PublicKey)), pair);
    }
}
