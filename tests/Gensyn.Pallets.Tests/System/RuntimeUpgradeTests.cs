using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Pallets.Substrate.FrameSystem;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;
using Gensyn.Testing;
using Xunit;

namespace Gensyn.Pallets.Tests;

/// <summary>What the first block of a new runtime does before anything else, and the hooks around the inherents.</summary>
public sealed class RuntimeUpgradeTests
{
    private static readonly DbWeight _db = new(100, 1000);
    private readonly OverlayExternalities _state = new(new MemoryState());

    [Fact]
    public void NewRuntime_MigratesOnceBeforeItsFirstBlock_AndCountsTheWeight()
    {
        Genesis(version: 1);
        UpgradedRuntime runtime = new(_state, specVersion: 2, codeVersion: 3, static r => [r.Step(1, 2), r.Step(2, 3)]);

        runtime.Executive.InitializeBlock(new BlockHeader(default, 1, default, default, Digest.Empty));

        // Both steps, then the pallet's own hook; the system pallet opens the block only afterwards.
        Assert.Equal(["migrate 1 in block 0", "migrate 2 in block 0", "upgrade in block 0", "initialize 1"], runtime.Pallet.Seen);
        Assert.Equal(3, runtime.Pallet.OnChainStorageVersion);
        Assert.Equal(new(2, "test"), runtime.FrameSystem.LastRuntimeUpgrade.Get());
        Weight versions = _db.Of(2, 2);
        Assert.Equal(new Weight(2 * 7, 0) + versions + new Weight(50, 5) + new Weight(11, 0), runtime.FrameSystem.ConsumedWeight[DispatchClass.Mandatory]);

        UpgradedRuntime second = new(_state, specVersion: 2, codeVersion: 3, static r => [r.Step(1, 2), r.Step(2, 3)]);
        second.Executive.FinalizeBlock();
        second.Executive.InitializeBlock(new BlockHeader(default, 2, default, default, Digest.Empty));
        Assert.Equal(["poll 1 with 999999997725", "initialize 2"], second.Pallet.Seen);
    }

    // Source: frame_executive: the version is recorded after the migrations, which may ask from where they come.
    [Fact]
    public void Migrations_SeeTheVersionThatTheyComeFrom()
    {
        Genesis(version: 1);
        List<uint> seen = [];
        UpgradedRuntime runtime = new(_state, specVersion: 2, codeVersion: 1, r => [new Spy(() => seen.Add(r.FrameSystem.LastRuntimeUpgrade.Get().SpecVersion))]);
        runtime.FrameSystem.LastRuntimeUpgrade.Set(new(1, "test"));

        runtime.Executive.InitializeBlock(new BlockHeader(default, 1, default, default, Digest.Empty));

        Assert.Equal([1u], seen);
        Assert.Equal(new(2, "test"), runtime.FrameSystem.LastRuntimeUpgrade.Get());
    }

    [Fact]
    public void VersionedMigration_FromAnotherVersion_DoesNothingAndCostsOneRead()
    {
        Genesis(version: 2);
        UpgradedRuntime runtime = new(_state, specVersion: 2, codeVersion: 3, static r => [r.Step(1, 2)]);

        Assert.Equal(_db.Of(1, 0) + new Weight(50, 5), runtime.Executive.ExecuteOnRuntimeUpgrade());
        Assert.Equal(2, runtime.Pallet.OnChainStorageVersion);
        Assert.DoesNotContain("migrate 1 in block 0", runtime.Pallet.Seen);
    }

    [Fact]
    public void PalletThatIsNew_StartsAtTheVersionOfItsCode()
    {
        UpgradedRuntime runtime = new(_state, specVersion: 2, codeVersion: 3, static _ => []);

        runtime.Executive.ExecuteOnRuntimeUpgrade();

        Assert.Equal(3, runtime.Pallet.OnChainStorageVersion);
    }

    [Fact]
    public void TryRuntimeUpgrade_WithAPalletThatIsNew_StartsItToo()
    {
        UpgradedRuntime runtime = new(_state, specVersion: 2, codeVersion: 3, static _ => []);

        Assert.Null(runtime.Executive.TryRuntimeUpgrade(out _));

        Assert.Equal(3, runtime.Pallet.OnChainStorageVersion);
        Assert.Equal(new(2, "test"), runtime.FrameSystem.LastRuntimeUpgrade.Get());
    }

    [Fact]
    public void TryRuntimeUpgrade_OfAGoodUpgrade_HasNothingToSay()
    {
        Genesis(version: 1);
        UpgradedRuntime runtime = new(_state, specVersion: 2, codeVersion: 3, static r => [r.Step(1, 2), r.Step(2, 3), r.Step(0, 1)]);

        Assert.Null(runtime.Executive.TryRuntimeUpgrade(out Weight weight));
        Assert.Equal(new Weight(2 * 7, 0) + _db.Of(3, 2) + new Weight(50, 5), weight);
    }

    [Theory]
    [InlineData(2, "state is at storage version 2 and the code at 3")]
    [InlineData(99, "the migration from 1 saw 5 keys")]
    public void TryRuntimeUpgrade_OfABadUpgrade_SaysWhatIsWrong(ushort to, string expected)
    {
        Genesis(version: 1);
        UpgradedRuntime runtime = new(_state, specVersion: 2, codeVersion: 3, r => [r.Step(1, to)]);

        Assert.Contains(expected, runtime.Executive.TryRuntimeUpgrade(out _), StringComparison.Ordinal);
    }

    [Fact]
    public void RemovePalletAndRemoveStorage_LeaveOnlyTheirNeighbours()
    {
        byte[] gone = StoragePrefix.Of("Old", "Item"), kept = StoragePrefix.Of("Olden", "Item"), item = StoragePrefix.Of("New", "Item");
        byte[] other = StoragePrefix.Of("New", "Items");
        foreach (byte[] key in (byte[][])[gone, [.. gone, 1], kept, item, [.. item, 1], [.. item, 2], other]) _state.Set(key, [1]);
        RemovePallet pallet = new(_state, "Old", _db);
        RemoveStorage storage = new(_state, "New", "Item", _db);
        Assert.Contains("Old has keys left", pallet.PostUpgrade([]), StringComparison.Ordinal);

        Assert.Equal(_db.Of(3, 2), pallet.OnRuntimeUpgrade());
        Assert.Equal(_db.Of(4, 3), storage.OnRuntimeUpgrade());

        Assert.Null(pallet.PostUpgrade([]));
        Assert.Null(storage.PostUpgrade([]));
        Assert.True(_state.Contains(kept));
        Assert.True(_state.Contains(other));
    }

    // Source of the key: every Substrate chain; the value is a little-endian u16.
    [Fact]
    public void StorageVersion_OfSystem_IsWhereEveryChainHasIt()
    {
        UpgradedRuntime runtime = new(_state, specVersion: 1, codeVersion: 0x0102, static _ => []);

        runtime.StoreStorageVersions();

        Assert.Equal([0, 0], _state.Get(Convert.FromHexString("26aa394eea5630e07c48ae0c9558cef74e7b9012096b41c4eb3aaf947f6ea429")));
        Assert.Equal([2, 1], _state.Get(StoragePrefix.Of("Versioned", ":__STORAGE_VERSION__:")));
    }

    [Fact]
    public void Compose_TwoPalletsOfOneName_IsRefused() =>
        Assert.Contains("named System", Assert.Throws<ArgumentException>(() => new TwiceRuntime(_state)).Message, StringComparison.Ordinal);

    private void Genesis(ushort version)
    {
        UpgradedRuntime runtime = new(_state, specVersion: 1, codeVersion: version, static _ => []);
        runtime.FrameSystem.Genesis([1]);
        runtime.StoreStorageVersions();
    }

    private sealed class UpgradedRuntime : FrameRuntime
    {
        private readonly Func<UpgradedRuntime, ImmutableArray<Migration>> _migrations;

        public UpgradedRuntime(IExternalities state, uint specVersion, ushort codeVersion, Func<UpgradedRuntime, ImmutableArray<Migration>> migrations)
            : base(state)
        {
            _migrations = migrations;
            FrameSystem = new(At(0), Config(specVersion));
            Pallet = new(At(1), codeVersion);
            Compose(Pallet, FrameSystem);
        }

        public FrameSystemPallet FrameSystem { get; }

        public VersionedPallet Pallet { get; }

        protected override IBlockSystem BlockSystem => FrameSystem;

        protected override ImmutableArray<Migration> Migrations => _migrations(this);

        public override TransactionExtensions Extensions() => new([]);

        public VersionedMigration Step(ushort from, ushort to) => new(Pallet, from, to, new Counted(Pallet, from, to), Externalities, _db);

        public static FrameSystemConfig Config(uint specVersion) => new(
            BlockWeights.Build(new(11, 0), default, new(1_000_000_000_000, 1_000_000), normalPercent: 75, initializePercent: 5),
            new(new(100_000, 100_000, 100_000), null), 16, _db, new("test", "test", 1, specVersion, 1, [], 1, 1), 42, MaxConsumers: 2,
            new FrameSystemWeights(_db));
    }

    private sealed class TwiceRuntime : FrameRuntime
    {
        public TwiceRuntime(IExternalities state)
            : base(state) => Compose(new FrameSystemPallet(At(0), UpgradedRuntime.Config(1)), new FrameSystemPallet(At(1), UpgradedRuntime.Config(1)));

        protected override IBlockSystem BlockSystem => throw new InvalidOperationException("Nothing is executed.");

        public override TransactionExtensions Extensions() => new([]);
    }

    /// <summary>A migration that tells its pallet of itself, and finds fault with a target that is out of reach.</summary>
    private sealed class Counted(VersionedPallet pallet, ushort from, ushort to) : Migration
    {
        public override Weight OnRuntimeUpgrade()
        {
            pallet.Note($"migrate {from}");
            return new(7, 0);
        }

        public override byte[] PreUpgrade() => [5];

        public override string? PostUpgrade(byte[] state) => to == 99 ? $"the migration from {from} saw {state[0]} keys" : null;
    }

    /// <summary>A migration that only looks.</summary>
    private sealed class Spy(Action look) : Migration
    {
        public override Weight OnRuntimeUpgrade()
        {
            look();
            return default;
        }
    }

    /// <summary>A pallet that notes its hooks.</summary>
    private sealed class VersionedPallet(PalletContext context, ushort version) : Pallet(context)
    {
        public List<string> Seen { get; } = [];

        public override string Name => "Versioned";

        public override PalletMetadata Metadata => new(Name, "pallet_versioned", [], null, null, null, [], "");

        public override ushort InCodeStorageVersion => version;

        public void Note(string what) => Seen.Add($"{what} in block {Context.BlockNumber}");

        public override Weight OnRuntimeUpgrade()
        {
            Note("upgrade");
            return new(50, 5);
        }

        public override Weight OnInitialize(uint block)
        {
            Seen.Add($"initialize {block}");
            return default;
        }

        public override void OnPoll(uint block, WeightMeter meter)
        {
            Seen.Add($"poll {block} with {meter.Remaining.RefTime}");
            meter.Consume(new(3, 0));
        }
    }
}
