using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Frame.Benchmarking;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Substrate.FrameSystem;

/// <content>What its calls cost. Source of the cases: polkadot-sdk substrate/frame/system/benchmarking.</content>
public sealed partial class FrameSystemPallet : IBenchmarkedPallet
{
    private const uint MostItems = 1000;

    /// <inheritdoc/>
    public ImmutableArray<Benchmark> Benchmarks(IBenchmarkHost host)
    {
        BenchmarkComponent bytes = new("bytes", 0, BlockLength.Max.Normal);
        return
        [
            new("remark", bytes, count => Run(Origin.Signed(host.Caller), new Call.MakeRemark(new byte[count]), static () => true)),
            new("remark_with_event", bytes, count => Run(Origin.Signed(host.Caller), new Call.RemarkWithEvent(new byte[count]), () => EventCount.Get() > 0)),
            new("set_storage", new("items", 0, MostItems), count =>
            {
                ImmutableArray<byte[]> keys = Keys([], count);
                return Run(Origin.Root, new Call.SetStorage([.. keys.Select(static key => (key, key))]), () => Count(keys) == count);
            }),
            new("kill_storage", new("keys", 0, MostItems), count =>
            {
                ImmutableArray<byte[]> keys = Written([], count);
                return Run(Origin.Root, new Call.KillStorage(keys), () => Count(keys) == 0);
            }),
            new("kill_prefix", new("keys", 0, MostItems), count =>
            {
                byte[] prefix = Hashing.Blake2_256("benchmark"u8).ToArray();
                ImmutableArray<byte[]> keys = Written(prefix, count);
                return Run(Origin.Root, new Call.KillPrefix(prefix, count), () => Count(keys) == 0);
            }),
            new("set_heap_pages", () => Run(Origin.Root, new Call.SetHeapPages(2048), () => Context.Externalities.Contains(WellKnownKeys.HeapPages))),
            new("set_code", () =>
            {
                byte[] code = RuntimeBlob.Codec.ToBytes(new(config.Version.SpecName, uint.MaxValue, H256.Zero));
                return Run(Origin.Root, new Call.SetCode(code), () => IsCode(code));
            }),
            new("set_code_without_checks", bytes, count =>
            {
                byte[] code = new byte[count];
                return Run(Origin.Root, new Call.SetCodeWithoutChecks(code), () => IsCode(code));
            }),
            new("authorize_upgrade", () => Run(Origin.Root, new Call.AuthorizeUpgrade(H256.Zero), () => AuthorizedUpgrade.Exists)),
            new("apply_authorized_upgrade", bytes, count =>
            {
                byte[] code = new byte[count];
                AuthorizedUpgrade.Set(new(Hashing.Blake2_256(code), CheckVersion: false));
                return Run(Origin.Signed(host.Caller), new Call.ApplyAuthorizedUpgrade(code), () => IsCode(code));
            }),
            .. ExtensionBenchmarks(host),
        ];
    }

    private IEnumerable<Benchmark> ExtensionBenchmarks(IBenchmarkHost host)
    {
        BenchmarkRun Pass(TransactionExtension extension, Func<bool>? verify = null)
        {
            // Whoever sends a transaction has an account.
            host.Endow(host.Caller, UInt128.One << 64);
            return BenchmarkRun.Of(extension, host.Caller, host.Nothing(), verify ?? (static () => true));
        }

        yield return new("check_non_zero_sender", () => Pass(new CheckNonZeroSender()));
        yield return new("check_spec_version", () => Pass(new CheckSpecVersion(config.Version)));
        yield return new("check_tx_version", () => Pass(new CheckTxVersion(config.Version)));
        yield return new("check_genesis", () => Pass(new CheckGenesis(this)));
        yield return new("check_mortality_mortal_transaction", () =>
        {
            Era era = Era.Mortal(256, Number);
            BlockHash.Set((uint)era.Birth(Number), H256.Zero);
            return Pass(new CheckMortality(this) { Era = era });
        });
        yield return new("check_mortality_immortal_transaction", () => Pass(new CheckMortality(this)));
        yield return new("check_nonce", () => Pass(new CheckNonce(this), () => NonceOf(host.Caller) == 1));
        yield return new("check_weight", () => Pass(new CheckWeight(this), () => BlockWeight.Get().Total != default));
        yield return new("check_metadata_hash", () => Pass(new CheckMetadataHash(static () => H256.Zero) { IsEnabled = true }));
        yield return new("weight_reclaim", () => Pass(new StorageWeightReclaim(this, Context.Externalities)));
    }

    private bool IsCode(byte[] code) => Context.Externalities.Get(WellKnownKeys.Code).AsSpan().SequenceEqual(code);

    private BenchmarkRun Run(Origin origin, Call call, Func<bool> verify) => BenchmarkRun.Of(Context, origin, call, verify);

    private static ImmutableArray<byte[]> Keys(byte[] prefix, uint count)
    {
        ImmutableArray<byte[]>.Builder keys = ImmutableArray.CreateBuilder<byte[]>((int)count);
        for (uint i = 0; i < count; i++) keys.Add([.. prefix, .. Hashing.Blake2_256(Codecs.U32.ToBytes(i)).Span]);
        return keys.MoveToImmutable();
    }

    private ImmutableArray<byte[]> Written(byte[] prefix, uint count)
    {
        ImmutableArray<byte[]> keys = Keys(prefix, count);
        foreach (byte[] key in keys) Context.Externalities.Set(key, key);
        return keys;
    }

    private uint Count(ImmutableArray<byte[]> keys) => (uint)keys.Count(key => Context.Externalities.Contains(key));
}
