using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Gensyn.Node.Chain;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Xunit;

namespace Gensyn.Node.Tests.Chain;

public sealed class TransactionPoolTests
{
    private static readonly TransactionStatus Ready = new TransactionStatus.Ready();
    private static readonly TransactionStatus Future = new TransactionStatus.Future();
    private static readonly TransactionStatus Dropped = new TransactionStatus.Dropped();
    private static readonly TransactionStatus Invalid = new TransactionStatus.Invalid();

    private readonly ScriptedValidator _validator = new();
    private readonly ManualClock _clock = new();

    [Fact]
    public void Submit_AValidTransaction_MakesItReadyOnce()
    {
        TransactionPool pool = Pool();
        List<TransactionStatus> heard = [];
        int woken = 0;
        pool.BecameReady += () => woken++;

        Assert.Null(Submit(pool, "a", provides: "1", heard: heard));
        Assert.Equal(new PoolRefusal.AlreadyImported(HashOf("a")), Submit(pool, "a", provides: "1"));

        Assert.Equal([Ready], heard);
        Assert.Equal(1, woken);
        Assert.Equal(["a"], Order(pool));
        Assert.True(pool.Provides("1"u8.ToArray()));
    }

    [Fact]
    public void Submit_BeforeWhatItNeeds_WaitsAndBecomesReady()
    {
        TransactionPool pool = Pool();
        List<TransactionStatus> second = [];
        List<TransactionStatus> third = [];

        Submit(pool, "c", requires: "2", provides: "3", heard: third);
        Submit(pool, "b", requires: "1", provides: "2", heard: second);
        Assert.Equal((0, 2), (pool.ReadyCount, pool.FutureCount));
        Submit(pool, "a", provides: "1");

        Assert.Equal([Future, Ready], second);
        Assert.Equal([Future, Ready], third);
        Assert.Equal(["a", "b", "c"], Order(pool));
        Assert.Equal(0, pool.FutureCount);
    }

    [Fact]
    public void Order_IsByPriorityThenExpiryThenAge_ButNothingBeforeWhatItNeeds()
    {
        TransactionPool pool = Pool();
        Submit(pool, "low", provides: "1", priority: 1);
        Submit(pool, "old", provides: "2", priority: 5, longevity: 100);
        Submit(pool, "new", provides: "3", priority: 5, longevity: 100);
        Submit(pool, "soon", provides: "4", priority: 5, longevity: 50);
        Submit(pool, "child", requires: "1", provides: "5", priority: 100);

        Assert.Equal(["soon", "old", "new", "low", "child"], Order(pool));
    }

    [Fact]
    public void Order_WhatNeedsARefusedTransaction_IsLeftOut()
    {
        TransactionPool pool = Pool();
        Submit(pool, "a", provides: "1", priority: 9);
        Submit(pool, "b", requires: "1", provides: "2", priority: 9);
        Submit(pool, "c", provides: "3");

        ReadySequence sequence = pool.InOrder();
        Assert.Equal("a"u8.ToArray(), sequence.Next()!.Bytes);
        sequence.ReportInvalid();

        Assert.Equal("c"u8.ToArray(), sequence.Next()!.Bytes);
        Assert.Null(sequence.Next());
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(5, 4)]
    public void Submit_ARivalOfNoHigherPriority_IsRefused(ulong old, ulong rival)
    {
        TransactionPool pool = Pool();
        Submit(pool, "a", provides: "1", priority: old);

        Assert.Equal(new PoolRefusal.PriorityTooLow(old, rival), Submit(pool, "b", provides: "1", priority: rival));
        Assert.Equal(["a"], Order(pool));
    }

    [Fact]
    public void Submit_ARivalOfHigherPriority_UsurpsAndKeepsDependants()
    {
        TransactionPool pool = Pool();
        List<TransactionStatus> heard = [];
        Submit(pool, "a", provides: "1", priority: 5, heard: heard);
        Submit(pool, "child", requires: "1", provides: "2");

        Assert.Null(Submit(pool, "b", provides: "1", priority: 6));

        Assert.Equal([Ready, new TransactionStatus.Usurped(HashOf("b"))], heard);
        Assert.Equal(["b", "child"], Order(pool));
    }

    [Fact]
    public void Submit_ARivalOfSeveral_MustBeatTheirSum()
    {
        TransactionPool pool = Pool();
        Submit(pool, "a", provides: "1", priority: 5);
        Submit(pool, "b", provides: "2", priority: 5);
        Submit(pool, "child", requires: "2", provides: "3");

        Assert.Equal(new PoolRefusal.PriorityTooLow(10, 10), Submit(pool, "c", provides: "12", priority: 10));
        Assert.Null(Submit(pool, "d", provides: "1", priority: 11));
        Assert.Null(Submit(pool, "e", provides: "2", priority: 11));
        Assert.Equal(["d", "e", "child"], Order(pool));
    }

    [Fact]
    public void Submit_ARivalThatNeedsWhatItReplaces_IsACycle()
    {
        TransactionPool pool = Pool();
        Submit(pool, "a", provides: "1");
        Submit(pool, "b", requires: "1", provides: "2");

        Assert.IsType<PoolRefusal.CycleDetected>(Submit(pool, "c", requires: "2", provides: "1", priority: 9));
        Assert.Equal(["a", "b"], Order(pool));
    }

    [Fact]
    public void Submit_ToAFullPool_DropsTheWorstWithItsDependants()
    {
        TransactionPool pool = Pool(new PoolOptions { ReadyCount = 3 });
        List<TransactionStatus> worst = [];
        List<TransactionStatus> child = [];
        Submit(pool, "worst", provides: "1", priority: 1, heard: worst);
        Submit(pool, "child", requires: "1", provides: "2", priority: 50, heard: child);
        Submit(pool, "a", provides: "3", priority: 5);

        Assert.Null(Submit(pool, "b", provides: "4", priority: 5));

        Assert.Equal([Ready, Dropped], worst);
        Assert.Equal([Ready, Dropped], child);
        Assert.Equal(["a", "b"], Order(pool));
    }

    [Fact]
    public void Submit_TheWorstToAFullPool_IsDroppedAtOnce()
    {
        TransactionPool pool = Pool(new PoolOptions { ReadyCount = 1 });
        List<TransactionStatus> heard = [];
        Submit(pool, "a", provides: "1", priority: 5);

        Assert.IsType<PoolRefusal.ImmediatelyDropped>(Submit(pool, "b", provides: "2", priority: 1, heard: heard));
        Assert.Empty(heard);
        Assert.Equal(["a"], Order(pool));
    }

    [Fact]
    public void Submit_AmongEquals_DropsTheOldest()
    {
        TransactionPool pool = Pool(new PoolOptions { ReadyCount = 2 });
        Submit(pool, "a", provides: "1");
        Submit(pool, "b", provides: "2");
        Submit(pool, "c", provides: "3");

        Assert.Equal(["b", "c"], Order(pool));
    }

    [Fact]
    public void Submit_TooManyBytes_AreDropped()
    {
        TransactionPool pool = Pool(new PoolOptions { ReadyBytes = 10 });
        Submit(pool, "aaaaaa", provides: "1", priority: 2);

        Assert.IsType<PoolRefusal.ImmediatelyDropped>(Submit(pool, "bbbbbb", provides: "2", priority: 1));
        Assert.IsType<PoolRefusal.ImmediatelyDropped>(Submit(pool, "ff", requires: "9", provides: "3"));
    }

    [Fact]
    public void Submit_WhatTheRuntimeRefuses_IsBannedUnlessItIsForTheFuture()
    {
        TransactionPool pool = Pool();
        _validator.Errors["bad"] = InvalidTransaction.BadProof;
        _validator.Errors["early"] = InvalidTransaction.Future;
        _validator.Errors["unknown"] = UnknownTransaction.CannotLookup;

        Assert.Equal(new PoolRefusal.NotValid(InvalidTransaction.BadProof), Submit(pool, "bad"));
        Assert.Equal(new PoolRefusal.TemporarilyBanned(), Submit(pool, "bad"));
        Assert.IsType<PoolRefusal.NotValid>(Submit(pool, "early"));
        Assert.IsType<PoolRefusal.NotValid>(Submit(pool, "early"));
        Assert.IsType<PoolRefusal.NotValid>(Submit(pool, "unknown"));
        Assert.IsType<PoolRefusal.NotValid>(Submit(pool, "unknown"));

        _clock.Now += TimeSpan.FromMinutes(31);
        Assert.IsType<PoolRefusal.NotValid>(Submit(pool, "bad"));
    }

    [Fact]
    public void Submit_WithoutTagsOrWithATrap_IsRefused()
    {
        TransactionPool pool = Pool();
        _validator.Traps.Add("trap");

        Assert.IsType<PoolRefusal.NoTagsProvided>(Submit(pool, "a"));
        Assert.Equal(new PoolRefusal.VerificationFailed("trapped"), Submit(pool, "trap", provides: "1"));
    }

    [Fact]
    public void Follow_ABlock_PrunesTellsAndFreesWhatWaited()
    {
        TransactionPool pool = Pool();
        List<TransactionStatus> done = [];
        List<TransactionStatus> waiting = [];
        Submit(pool, "a", provides: "1", heard: done);
        Submit(pool, "b", requires: "1", provides: "2");
        Submit(pool, "c", requires: "9", provides: "3", heard: waiting);
        _validator.Script("foreign", [], ["9"], 1, 100);

        pool.Follow([], [Block(1, "a", Signed("foreign"))]);
        pool.Finalise([Block(1).Block.Hash]);

        Assert.Equal([Ready, new TransactionStatus.InBlock(Block(1).Block.Hash, 0), new TransactionStatus.Finalized(Block(1).Block.Hash, 0)], done);
        Assert.Equal([Future, Ready], waiting);
        Assert.Equal(["b", "c"], Order(pool));
    }

    [Fact]
    public void Follow_ABlockWithARival_MakesTheLateOneInvalid()
    {
        TransactionPool pool = Pool();
        List<TransactionStatus> late = [];
        Submit(pool, "late", provides: "1", heard: late);
        _validator.Script("foreign", [], ["1"], 1, 100);

        pool.Follow([], [Block(1, Signed("foreign"))]);

        Assert.Equal([Ready, Invalid], late);
        Assert.Equal(0, pool.ReadyCount);
    }

    [Fact]
    public void Submit_WhatARecentBlockProvided_CountsForTwoBlocks()
    {
        TransactionPool pool = Pool();
        Submit(pool, "a", provides: "1");
        pool.Follow([], [Block(1, "a")]);
        pool.Follow([], [Block(2)]);

        Submit(pool, "b", requires: "1", provides: "2");
        Assert.Equal(["b"], Order(pool));

        pool.Follow([], [Block(3)]);
        Submit(pool, "c", requires: "1", provides: "3");
        Assert.Equal(1, pool.FutureCount);
    }

    [Fact]
    public void Follow_PastATransactionsLife_DropsIt()
    {
        TransactionPool pool = Pool();
        List<TransactionStatus> heard = [];
        Submit(pool, "a", provides: "1", longevity: 2, heard: heard);
        Submit(pool, "eternal", provides: "2", longevity: ulong.MaxValue);

        pool.Follow([], [Block(1)]);
        pool.Follow([], [Block(2)]);
        Assert.Equal(2, pool.ReadyCount);
        pool.Follow([], [Block(3)]);

        Assert.Equal([Ready, Invalid], heard);
        Assert.Equal(["eternal"], Order(pool));
    }

    [Fact]
    public void Revalidate_WhatBecameInvalid_IsRemovedWithItsDependants()
    {
        TransactionPool pool = Pool();
        List<TransactionStatus> heard = [];
        List<TransactionStatus> child = [];
        Submit(pool, "a", provides: "1", heard: heard);
        Submit(pool, "child", requires: "1", provides: "2", heard: child);
        Submit(pool, "b", provides: "3", priority: 1);
        _validator.Errors["a"] = InvalidTransaction.Payment;
        _validator.Script("b", [], ["3"], 77, 100);

        pool.Follow([], [Block(1)]);
        pool.Revalidate();

        Assert.Equal([Ready, Invalid], heard);
        Assert.Equal([Ready, Invalid], child);
        Assert.Equal(77UL, pool.InOrder().Next()!.Priority);
        Assert.Equal(new PoolRefusal.TemporarilyBanned(), Submit(pool, "a", provides: "1"));
    }

    [Fact]
    public void Remove_ATransaction_TakesItsDependantsAndBansIt()
    {
        TransactionPool pool = Pool();
        Submit(pool, "a", provides: "1");
        Submit(pool, "b", requires: "1", provides: "2");
        Submit(pool, "f", requires: "8", provides: "9");

        Assert.Equal([HashOf("a"), HashOf("b"), HashOf("f")], pool.Remove([HashOf("a"), HashOf("f")]));
        Assert.Equal((0, 0), (pool.ReadyCount, pool.FutureCount));
        Assert.Equal(new PoolRefusal.TemporarilyBanned(), Submit(pool, "a", provides: "1"));
    }

    [Fact]
    public void Follow_ManyBlocksWithoutFinality_TimesOut()
    {
        TransactionPool pool = Pool(new PoolOptions { FinalityWindow = 1 });
        List<TransactionStatus> heard = [];
        Submit(pool, "a", provides: "1", heard: heard);
        Submit(pool, "b", provides: "2", heard: []);

        pool.Follow([], [Block(1, "a")]);
        pool.Follow([], [Block(2, "b")]);

        Assert.Equal(new TransactionStatus.FinalityTimeout(Block(1).Block.Hash), heard[^1]);
    }

    [Fact]
    public async Task Submit_FromManyThreads_KeepsOneOfEach()
    {
        TransactionPool pool = Pool();
        for (int index = 0; index < 200; index++) _validator.Script($"t{index}", index == 0 ? [] : [$"{index - 1}"], [$"{index}"], 1, 100);

        await Parallel.ForEachAsync(Enumerable.Range(0, 800), (index, _) =>
        {
            pool.Submit(TransactionSource.External, Bytes($"t{index % 200}"));
            return ValueTask.CompletedTask;
        });

        Assert.Equal((200, 0), (pool.ReadyCount + pool.FutureCount, pool.FutureCount));
        Assert.Equal(Enumerable.Range(0, 200).Select(index => $"t{index}"), Order(pool));
    }

    // Whatever is submitted, removed or included, in any order: ready transactions have what they need, and no tag has two providers.
    [Fact]
    public void Pool_UnderAnyUse_KeepsItsPromises()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Kind, byte Id, byte Tag, byte Priority)[]>(), steps =>
        {
            TransactionPool pool = Pool(new PoolOptions { ReadyCount = 20, BanTime = TimeSpan.Zero });
            uint number = 0;
            HashSet<string> included = [];
            foreach ((byte kind, byte id, byte tag, byte priority) in steps)
            {
                if (kind % 8 < 6) Submit(pool, $"x{id}.{tag}", tag % 4 == 0 ? "" : $"{(char)(65 + (tag / 8 % 6))}", $"{(char)(65 + (tag % 6))}", priority);
                else if (kind % 8 == 6) pool.Remove([HashOf($"x{id}.{tag}")]);
                else
                {
                    string[] taken = [.. Order(pool).Take(tag % 5)];
                    included.UnionWith(taken);
                    pool.Follow([], [Block(++number, taken)]);
                }
            }

            HashSet<string> tags = [];
            ReadySequence sequence = pool.InOrder();
            int count = 0;
            while (sequence.Next() is { } transaction)
            {
                count++;
                foreach (byte[] provided in transaction.ProvidedTags) Assert.True(tags.Add(Convert.ToHexString(provided)));
            }

            return count == pool.ReadyCount && count <= 20;
        }).QuickCheckThrowOnFailure();
    }

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private static H256 HashOf(string name) => Hashing.Blake2_256(Bytes(name));

    // Only what looks like a signed transaction is worth asking the runtime about: a length of a byte, then a preamble.
    private static string Signed(string name) => "\u0040T" + name;

    private static ChainedBlock Block(uint number, params string[] extrinsics) => new(
        new(Hashing.Blake2_256(BitConverter.GetBytes(number)), number), Hashing.Blake2_256(BitConverter.GetBytes(number - 1)), [.. extrinsics.Select(Bytes)]);

    private static List<string> Order(TransactionPool pool) => [.. pool.Pending().Select(System.Text.Encoding.UTF8.GetString)];

    private TransactionPool Pool(PoolOptions? options = null) => new(_validator, options ?? new PoolOptions(), _clock, new(H256.Zero, 0));

    private PoolRefusal? Submit(
        TransactionPool pool, string name, string requires = "", string provides = "", ulong priority = 1, ulong longevity = 100, List<TransactionStatus>? heard = null)
    {
        _validator.Script(name, [.. requires.Select(tag => tag.ToString())], [.. provides.Select(tag => tag.ToString())], priority, longevity);
        return pool.Submit(TransactionSource.External, Bytes(name), heard is null ? null : heard.Add);
    }

    /// <summary>Answers by script: a transaction's name is its bytes.</summary>
    private sealed class ScriptedValidator : ITransactionValidator
    {
        private readonly Dictionary<string, ValidTransaction> _valid = [];

        public Dictionary<string, TransactionValidityError> Errors { get; } = [];

        public HashSet<string> Traps { get; } = [];

        public void Script(string name, ImmutableArray<string> requires, ImmutableArray<string> provides, ulong priority, ulong longevity) =>
            _valid[name] = new ValidTransaction(priority, [.. requires.Select(Bytes)], [.. provides.Select(Bytes)], longevity, true);

        public (ValidTransaction? Valid, TransactionValidityError? Error) Validate(TransactionSource source, byte[] extrinsic, H256 at)
        {
            string name = System.Text.Encoding.UTF8.GetString(extrinsic);
            if (name.StartsWith("\u0040T", StringComparison.Ordinal)) name = name[2..];
            if (Traps.Contains(name)) throw new RuntimeException("trapped");
            return Errors.TryGetValue(name, out TransactionValidityError error) ? (null, error) : (_valid[name], null);
        }
    }
}
