using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Pallets.Compute;
using Gensyn.Pallets.Compute.Arbitration;
using Gensyn.Pallets.Compute.Tasks;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;
using Gensyn.Verification;
using Gensyn.Verification.Disputes;
using Xunit;

namespace Gensyn.Runtime.Tests.Compute;

/// <summary>What clients are told of the market, held against the market.</summary>
public sealed class ComputeApiTests
{
    private static readonly AccountId Alice = TestChain.Account(TestChain.Alice);
    private static readonly AccountId Bob = TestChain.Account(TestChain.Bob);

    private static readonly TensorType Weights = new(DataType.Float32, Shape.Of(1, 4));

    // Four weights, imported from data, halved in every step; the metric is their sum.
    private static readonly TaskGraph Graph = new(
        Slots: [new StateSlot("w", Weights, StateGroup.Weights, InitialRecord: 0, StepRecord: 0)],
        Data: [new TensorType(DataType.UInt8, Shape.Of(1, 4))],
        Initialisation: [new GraphRecord(OperatorId.ImportRows, new OperatorAttributes(A: 0, B: 0x3F80_0000), [TensorRef.Data(0)], Weights)],
        Step: [new GraphRecord(OperatorId.Scale, new OperatorAttributes(A: 0x3F00_0000), [TensorRef.State(0)], Weights)],
        Evaluation: [new GraphRecord(OperatorId.RowSum, default, [TensorRef.State(0)], new TensorType(DataType.Float32, Shape.Of(1)))],
        MetricRecord: 0,
        DivergenceRecord: null);

    private readonly TestChain _chain = new();

    [Fact]
    public void Quote_IsWhatSubmittingPutsOnHold()
    {
        TaskSpec spec = Spec(steps: 12);
        TaskQuote quote = Quote(spec).Quote;

        uint task = Submit(TestChain.Alice, spec);

        TaskRecord record = _chain.View.Tasks.Tasks.Get(task)!;
        Assert.Equal((record.Root, record.Units, record.Escrow, record.Deposit), (quote.Root, quote.Units, quote.Escrow, quote.Deposit));
        Assert.Equal(record.Units * spec.MaxPrice, quote.MaxFee);
        Assert.Equal(quote.Escrow + quote.Deposit, Assert.Single(_chain.View.Balances.Holds.GetOrDefault(Alice)).Amount);
    }

    [Theory]
    [InlineData(0u, TasksPallet.Error.StepsOutOfRange)]
    [InlineData(uint.MaxValue, TasksPallet.Error.StepsOutOfRange)]
    public void Quote_OfWhatSubmittingRefuses_IsTheSameRefusal(uint steps, TasksPallet.Error error)
    {
        TaskSpec spec = Spec(steps);

        DispatchError? refused = Quote(spec).Error;

        Assert.Equal(DispatchError.Module(50, (byte)error), refused);
        (_, ImmutableArray<byte[]> results) = _chain.Author(_chain.Sign(TestChain.Alice, new TasksPallet.Call.Submit(spec)));
        Assert.Equal([0, 1, .. DispatchError.Codec.ToBytes(refused!.Value)], results[^1]);
    }

    [Fact]
    public void Quote_OfAMalformedGraph_IsARefusal() =>
        Assert.Equal(DispatchError.Module(50, (byte)TasksPallet.Error.GraphMalformed), Quote(Spec(8) with { Graph = [1, 2, 3] }).Error);

    [Fact]
    public void Task_IsAllThatTheStateHasOfIt()
    {
        uint task = Submit(TestChain.Alice, Spec(8));

        TaskOverview overview = Task(task)!;

        Assert.Equal(TaskRecord.Codec.ToBytes(_chain.View.Tasks.Tasks.Get(task)!), TaskRecord.Codec.ToBytes(overview.Record));
        Assert.Equal(TaskState.Open, overview.Progress.State);
        Assert.Equal(_chain.View.Tasks.Deadlines.Get(task)!.Value.At, overview.Due);
        Assert.Null(overview.Settlement);
        Assert.Empty(overview.Games);
        Assert.Null(Task(task + 1));
    }

    [Fact]
    public void Tasks_AreFilteredAndCutIntoParts()
    {
        foreach (uint steps in (uint[])[4, 5, 6]) Submit(TestChain.Alice, Spec(steps));
        Submit(TestChain.Bob, Spec(7));
        _chain.Author(_chain.Sign(TestChain.Alice, new TasksPallet.Call.Cancel(1)));

        Assert.Equal([0u, 1, 2, 3], All(new(null, null, null)));
        Assert.Equal([0u, 1, 2], All(new(null, Alice, null)));
        Assert.Equal([1u], All(new(TaskState.Cancelled, null, null)));
        Assert.Equal([0u, 2], All(new(TaskState.Open, Alice, null)));
        Assert.Empty(All(new(null, null, Bob)));

        TaskPage first = Tasks(new(null, Alice, null), 0, 2);
        Assert.Equal([0u, 1u], first.Tasks.Select(static line => line.Task));
        Assert.Equal(2u, first.Next);
        TaskPage last = Tasks(new(null, Alice, null), first.Next!.Value, 2);
        Assert.Equal([2u], last.Tasks.Select(static line => line.Task));
        Assert.Null(last.Next);
        Assert.Empty(Tasks(new(null, null, null), uint.MaxValue, uint.MaxValue).Tasks);
    }

    [Fact]
    public void Tasks_ALongSearch_StopsAndSaysWhereToGoOn()
    {
        OverlayExternalities state = new(_chain.State);
        new GensynRuntime(state).Tasks.NextTask.Set(2_500);
        _chain.State.Apply(state.Drain());

        TaskPage page = Tasks(new(null, null, null), 500, 10);

        Assert.Empty(page.Tasks);
        Assert.Equal(1_500u, page.Next);
        Assert.Null(Tasks(new(null, null, null), 1_500, 10).Next);
    }

    [Fact]
    public void Game_SaysWhoseTurnItIsAndUntilWhen()
    {
        uint task = Submit(TestChain.Alice, Spec(8));
        OverlayExternalities state = new(_chain.State);
        GensynRuntime runtime = new(state);
        H256 start = Hashing.Blake2_256("start"u8), left = Hashing.Blake2_256("left"u8), right = Hashing.Blake2_256("right"u8);
        ((IDisputes)runtime.Arbitration).OpenVerifiers(task, Alice, Bob, interval: 1, steps: 4, start, left, right);
        _chain.State.Apply(state.Drain());

        GameOverview game = Game(0)!;

        uint deadline = _chain.View.FrameSystem.Number + ArbitrationParameters.Development.ClockBlocks;
        Assert.Equal(0u, Assert.Single(OpenGames(task)));
        Assert.Equal(0u, Assert.Single(Task(task)!.Games));
        Assert.Equal((GameTurn[])[new(Alice, deadline), new(Bob, deadline)], game.Turns);
        Assert.Equal((0u, GameKind.Verifiers, DisputeLevel.Steps, 0u), (game.Id, game.Game.Kind, game.Level, game.Round));
        Assert.Equal(TaskState.Disputed, Task(task)!.Progress.State);
        Assert.Null(Game(1));
        Assert.Empty(OpenGames(task + 1));
    }

    [Fact]
    public void Calls_WithMalformedArguments_AreRefused()
    {
        foreach (string method in (string[])["ComputeApi_task", "ComputeApi_tasks", "ComputeApi_quote", "ComputeApi_game", "ComputeApi_open_games"])
        {
            Assert.Throws<RuntimeException>(() => _chain.Query(method, [0xFF]));
        }
    }

    private static TaskSpec Spec(uint steps) => new(
        TaskGraph.Codec.ToBytes(Graph), Seed: 7, steps, Interval: 4, [Hashing.Blake2_256("data"u8)], Hashing.Blake2_256("manifest"u8), [.. "http://127.0.0.1:2"u8],
        new Requirements(64, 1, null), TrainingBlocks: 100, MaxPrice: 2_000_000_000_000, Verifiers: 2);

    private uint Submit(Crypto.Sr25519KeyPair who, TaskSpec spec)
    {
        uint task = _chain.View.Tasks.NextTask.Get();
        (_, ImmutableArray<byte[]> results) = _chain.Author(_chain.Sign(who, new TasksPallet.Call.Submit(spec)));
        Assert.Equal([0, 0], results[^1]);
        return task;
    }

    private (TaskQuote Quote, DispatchError? Error) Quote(TaskSpec spec)
    {
        ScaleReader reader = new(_chain.Query("ComputeApi_quote", TaskSpec.Codec.ToBytes(spec)));
        bool isError = reader.ReadBool();
        (TaskQuote, DispatchError?) answer = isError ? (default, DispatchError.Codec.Decode(ref reader)) : (TaskQuote.Codec.Decode(ref reader), null);
        Assert.True(!reader.Failed && reader.Remaining == 0);
        return answer;
    }

    private TaskOverview? Task(uint task) => Decode(Codecs.OptionRef(TaskOverview.Codec), _chain.Query("ComputeApi_task", Codecs.U32.ToBytes(task)));

    private GameOverview? Game(uint game) => Decode(Codecs.OptionRef(GameOverview.Codec), _chain.Query("ComputeApi_game", Codecs.U32.ToBytes(game)));

    private ImmutableArray<uint> OpenGames(uint task) => Decode(Codecs.Vec(Codecs.U32), _chain.Query("ComputeApi_open_games", Codecs.U32.ToBytes(task)));

    private TaskPage Tasks(TaskFilter filter, uint start, uint limit) =>
        Decode(TaskPage.Codec, _chain.Query("ComputeApi_tasks", TaskFilter.Codec.ToBytes(filter), Codecs.U32.ToBytes(start), Codecs.U32.ToBytes(limit)));

    private IEnumerable<uint> All(TaskFilter filter) => Tasks(filter, 0, 100).Tasks.Select(static line => line.Task);

    private static T Decode<T>(Codec<T> codec, byte[] bytes)
    {
        Assert.True(codec.TryDecode(bytes, out T? value));
        return value!;
    }
}
