using Gensyn.Frame;
using Gensyn.Pallets.Compute;
using Gensyn.Pallets.Compute.Providers;
using Gensyn.Pallets.Compute.Tasks;
using Gensyn.Primitives;
using Gensyn.Testing;
using Gensyn.Verification;
using Xunit;
using Call = Gensyn.Pallets.Compute.Tasks.TasksPallet.Call;
using Error = Gensyn.Pallets.Compute.Tasks.TasksPallet.Error;
using Event = Gensyn.Pallets.Compute.Tasks.TasksPallet.Event;

namespace Gensyn.Pallets.Tests.Tasks;

public sealed class SubmissionTests : IDisposable
{
    private static readonly UInt128 Unit = ComputeTestRuntime.Unit;

    private readonly ComputeTestRuntime _runtime = new();
    private readonly AccountId _submitter;

    public void Dispose() => _runtime.Dispose();

    public SubmissionTests() => _submitter = _runtime.Endow(DevAccounts.Alice, 1_000_000 * Unit);

    private Origin Origin => Origin.Signed(_submitter);

    public static TheoryData<Error, TaskSpec> Malformed()
    {
        TaskSpec good = SmallRun.Spec();
        TaskGraph graph = SmallRun.Graph;
        return new TheoryData<Error, TaskSpec>
        {
            { Error.GraphMalformed, good with { Graph = [] } },
            { Error.GraphMalformed, good with { Graph = [.. good.Graph, 0] } },
            { Error.GraphInvalid, good with { Graph = TaskGraph.Codec.ToBytes(graph with { MetricRecord = 1 }) } },
            { Error.GraphInvalid, good with { Graph = TaskGraph.Codec.ToBytes(graph with { Slots = [] }) } },
            { Error.DataRootsMismatch, good with { DataRoots = [] } },
            { Error.DataRootsMismatch, good with { DataRoots = [SmallRun.DataRoot, SmallRun.DataRoot] } },
            { Error.StepsOutOfRange, good with { Steps = 0 } },
            { Error.StepsOutOfRange, good with { Interval = 0 } },
            { Error.StepsOutOfRange, good with { Interval = 9 } },
            { Error.StepsOutOfRange, good with { Steps = 10_000_001 } },
            { Error.StepsOutOfRange, good with { Steps = 65_537, Interval = 1 } },
            { Error.VerifiersOutOfRange, good with { Verifiers = 1 } },
            { Error.VerifiersOutOfRange, good with { Verifiers = 9 } },
            { Error.PriceOutOfRange, good with { MaxPrice = 0 } },
            { Error.PriceOutOfRange, good with { MaxPrice = 1_000_000_000_000_001 } },
            { Error.TrainingBlocksOutOfRange, good with { TrainingBlocks = 0 } },
            { Error.TrainingBlocksOutOfRange, good with { TrainingBlocks = 10_001 } },
            { Error.EndpointMissing, good with { Endpoint = [] } },
        };
    }

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Submit_OfAMalformedTask_IsRefusedWithoutATrace(Error error, TaskSpec spec) =>
        _runtime.AssertNoop(error, Origin, new Call.Submit(spec));

    [Fact]
    public void Submit_WithoutTheMoney_IsRefused()
    {
        _runtime.AssertNoop(DispatchError.Token(TokenError.CannotCreateHold), Origin.Signed(DevAccounts.Bob), new Call.Submit(SmallRun.Spec()));
        _runtime.AssertNoop(DispatchError.BadOrigin, Origin.Root, new Call.Submit(SmallRun.Spec()));
    }

    [Fact]
    public void Submit_HoldsTheBoundThatTheChainComputed()
    {
        TaskSpec spec = SmallRun.Spec(steps: 1_000_000, interval: 1000);
        _runtime.AssertOk(Origin, new Call.Submit(spec));

        UInt128 cost = SmallRun.Graph.Cost(1_000_000);
        UInt128 units = (cost + 999_999) / 1_000_000;
        UInt128 escrow = units * spec.MaxPrice * 11 / 10;
        TaskParameters parameters = TaskParameters.Development;
        UInt128 deposit = parameters.DepositBase + (parameters.DepositPerByte * (uint)spec.Graph.Length);
        Assert.True(units > 1);
        Assert.Equal(escrow + deposit, _runtime.Money.HeldOf(_submitter, HoldReason.Escrow));
        TaskRecord record = _runtime.Tasks.Tasks.Get(0u)!;
        Assert.Equal(new Event.TaskSubmitted(0, _submitter, record.Root, units, escrow), _runtime.AllEvents.OfType<Event>().Single());
        Assert.Equal(SmallRun.Graph.Root(), record.GraphRoot);
        Assert.Equal(new TaskCommitment(record.GraphRoot, 7, spec.DataRoots, null, 1_000_000, 1000, 0).Root(), record.Root);
        _runtime.AssertBooks();
    }

    [Fact]
    public void Cancel_WhileOpen_ReturnsEverything()
    {
        _runtime.AssertOk(Origin, new Call.Submit(SmallRun.Spec()));
        _runtime.AssertNoop(Error.NotSubmitter, Origin.Signed(DevAccounts.Bob), new Call.Cancel(0));
        _runtime.AssertNoop(Error.UnknownTask, Origin, new Call.Cancel(1));

        _runtime.AssertOk(Origin, new Call.Cancel(0));

        Assert.Equal(1_000_000 * Unit, _runtime.Money.FreeOf(_submitter));
        Assert.Equal(TaskState.Cancelled, _runtime.StateOf(0));
        _runtime.AssertNoop(Error.WrongState, Origin, new Call.Cancel(0));
        _runtime.NextBlock(10);
        _runtime.AssertBooks();
    }

    [Fact]
    public void Cancel_OnceMatched_IsRefused()
    {
        _runtime.Provide(1);
        TaskDriver driver = new TaskDriver(_runtime).Match();
        _runtime.AssertNoop(Error.WrongState, Origin.Signed(driver.Submitter), new Call.Cancel(driver.Task));
    }

    [Fact]
    public void OpenTask_ThatNobodyTakes_ExpiresWithEverythingReturned()
    {
        _runtime.AssertOk(Origin, new Call.Submit(SmallRun.Spec()));

        _runtime.RunToBlock(1 + TaskParameters.Development.OpenBlocks + TaskParameters.Development.MatchingDelay);

        Assert.Equal(TaskState.Expired, _runtime.StateOf(0));
        Assert.Equal(1_000_000 * Unit, _runtime.Money.FreeOf(_submitter));
        _runtime.AssertBooks();
    }

    [Fact]
    public void Call_OfAnotherState_IsRefused()
    {
        _runtime.AssertOk(Origin, new Call.Submit(SmallRun.Spec()));
        _runtime.AssertNoop(Error.WrongState, Origin, new Call.Accept(0));
        _runtime.AssertNoop(Error.WrongState, Origin, new Call.Heartbeat(0, 0, 0));
        _runtime.AssertNoop(Error.WrongState, Origin, new Call.Settle(0));
        _runtime.AssertNoop(Error.NotOverdue, Origin, new Call.Poke(0));
        foreach (PalletCall call in (PalletCall[])[new Call.Accept(9), new Call.Heartbeat(9, 0, 0), new Call.Settle(9), new Call.Poke(9)])
        {
            _runtime.AssertNoop(Error.UnknownTask, Origin, call);
            _runtime.AssertNoop(DispatchError.BadOrigin, Origin.Root, call);
        }
    }

    [Fact]
    public void SetParameters_IsForRootAndChecked()
    {
        TaskParameters good = TaskParameters.Development;
        _runtime.AssertNoop(DispatchError.BadOrigin, Origin, new Call.SetParameters(good));
        foreach (TaskParameters wrong in (TaskParameters[])[
            good with { MatchingDelay = 1 }, good with { SolverShare = 900 }, good with { MaxAttempts = 33 }, good with { MaxVerifiers = 1 },
            good with { ChallengeBlocks = 0 }, good with { SilencePenalty = 1001 }, good with { MaxPrice = UInt128.MaxValue },
            good with { SolverShare = uint.MaxValue, VerifierShare = 1 }])
        {
            _runtime.AssertNoop(Error.ParametersInvalid, Origin.Root, new Call.SetParameters(wrong));
        }

        _runtime.AssertOk(Origin.Root, new Call.SetParameters(good with { ChallengeBlocks = 5 }));
        Assert.Equal(5u, _runtime.Tasks.Parameters.Get().ChallengeBlocks);
    }

    [Fact]
    public void Heartbeat_Encoded_IsPalletCallAndFields()
    {
        // Vectors: index 50 and call 3 by this runtime's table, then three u32, little-endian, by the SCALE specification.
        byte[] bytes = RuntimeCall.Codec.ToBytes(_runtime.Of(new Call.Heartbeat(1, 2, 0x3F800000)));
        Assert.Equal("320301000000020000000000803f", Convert.ToHexStringLower(bytes));
    }

    [Fact]
    public void Submit_Encoded_IsTheSpecFieldByField()
    {
        TaskSpec spec = SmallRun.Spec() with { Graph = [1, 2], Endpoint = [.. "u"u8], DataRoots = [], Data = H256.Zero };

        // Vectors: pallet 50, call 0, then by the SCALE specification: bytes, u64, u32, u32, empty list, hash, bytes, u32, u32, Option, u32, compact, u8.
        string expected = "3200" + "080102" + "0700000000000000" + "08000000" + "04000000" + "00" + new string('0', 64) + "0475"
            + "40000000" + "01000000" + "00" + "64000000" + "0b00204aa9d101" + "02";
        Assert.Equal(expected, Convert.ToHexStringLower(RuntimeCall.Codec.ToBytes(_runtime.Of(new Call.Submit(spec)))));
    }
}
