using Gensyn.Frame;
using Gensyn.Pallets.Substrate.FrameSystem;
using Gensyn.Primitives;
using Gensyn.Runtime.Weights;

namespace Gensyn.Runtime;

/// <summary>What this chain decided once: money, time and the size of a block.</summary>
/// <remarks>The values of polkadot-sdk's parachain template, unless said otherwise.</remarks>
public static class RuntimeConstants
{
    /// <summary>The runtime's name.</summary>
    public const string SpecName = "gensyn";

    /// <summary>Grows with every change of the runtime's behaviour.</summary>
    public const uint SpecVersion = 1;

    /// <summary>Grows with every change of how calls are encoded.</summary>
    public const uint TransactionVersion = 1;

    /// <summary>The prefix of this chain's addresses: any Substrate chain.</summary>
    public const ushort Ss58Prefix = 42;

    /// <summary>The decimal places of <see cref="Unit"/>.</summary>
    public const int Decimals = 12;

    /// <summary>The name of the money.</summary>
    public const string Symbol = "GSYN";

    /// <summary>The account that fees go to.</summary>
    public const string TreasuryId = "py/trsry";

    /// <summary>The account that forced errors are paid from.</summary>
    public const string JackpotId = "gn/jackp";

    /// <summary>The least time between two blocks, in milliseconds.</summary>
    // Half of what clients take for the block time: Polkadot.js doubles it.
    public const ulong MinimumPeriod = 500;

    /// <summary>How long a slot is, in milliseconds; a development chain makes several blocks in one.</summary>
    public const ulong SlotDuration = 6_000;

    /// <summary>How many blocks a session has: those of six hours at one block a slot.</summary>
    public const uint SessionPeriod = 3_600;

    // The template's Aura takes 100,000, and its collator selection no more than this: 100 candidates and 20 invulnerables.
    internal const uint MaxAuthorities = 120;
    internal const uint BlockHashCount = 4096;
    internal const uint MaxConsumers = 16;
    internal const uint MaxLocks = 50;
    internal const uint MaxReserves = 50;
    internal const uint MaxHolds = 8;
    internal const uint MaxFreezes = 8;
    internal const uint MaxSignatories = 100;
    internal const uint MaxProxies = 32;
    internal const uint MaxPending = 32;
    internal const byte OperationalFeeMultiplier = 5;

    private const ulong Milliseconds = 1_000_000_000;

    /// <summary>One whole coin.</summary>
    public static UInt128 Unit => 1_000_000_000_000;

    /// <summary>A thousandth of a coin.</summary>
    public static UInt128 MilliUnit => 1_000_000_000;

    /// <summary>A millionth of a coin.</summary>
    public static UInt128 MicroUnit => 1_000_000;

    /// <summary>The least that keeps an account open.</summary>
    public static UInt128 ExistentialDeposit => MilliUnit;

    /// <summary>What a byte of an extrinsic costs.</summary>
    public static UInt128 TransactionByteFee => 10 * MicroUnit;

    /// <summary>What a read and a write of the database weigh, as measured.</summary>
    public static DbWeight DbWeight => new(StorageWeight.Read, StorageWeight.Write);

    /// <summary>How much weight a block may use: 2 seconds and 10 MiB, three quarters of them for normal transactions. What blocks and extrinsics take by existing is measured.</summary>
    public static BlockWeights BlockWeights { get; } = BlockWeights.Build(
        baseBlock: new(BlockExecutionWeight.Picoseconds, 0),
        baseExtrinsic: new(ExtrinsicBaseWeight.Picoseconds, 0),
        maxBlock: new(2_000 * Milliseconds, 10 * 1024 * 1024),
        normalPercent: 75,
        initializePercent: 5);

    /// <summary>How many bytes of extrinsics a block may hold: 5 MiB, three quarters of them for normal transactions.</summary>
    public static BlockLength BlockLength { get; } = new(new(5 * 1024 * 1024 / 4 * 3, 5 * 1024 * 1024, 5 * 1024 * 1024), MaxHeaderSize: null);

    /// <summary>What keeping data in the state costs while it is there: 20 existential deposits an item, a thousandth of one a byte, as on Asset Hub.</summary>
    public static UInt128 Deposit(uint items, uint bytes) => (ExistentialDeposit * 20 * items) + (ExistentialDeposit / 1000 * bytes);
}
