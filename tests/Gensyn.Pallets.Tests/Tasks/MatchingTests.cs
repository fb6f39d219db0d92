using Gensyn.Frame;
using Gensyn.Pallets.Compute;
using Gensyn.Pallets.Compute.Providers;
using Gensyn.Pallets.Compute.Tasks;
using Gensyn.Primitives;
using Gensyn.Testing;
using Xunit;
using Call = Gensyn.Pallets.Compute.Tasks.TasksPallet.Call;
using Error = Gensyn.Pallets.Compute.Tasks.TasksPallet.Error;
using Event = Gensyn.Pallets.Compute.Tasks.TasksPallet.Event;

namespace Gensyn.Pallets.Tests.Tasks;

public sealed class MatchingTests : IDisposable
{
    private static readonly UInt128 Unit = ComputeTestRuntime.Unit;

    private readonly ComputeTestRuntime _runtime = new();

    public void Dispose() => _runtime.Dispose();

    [Fact]
    public void Match_LeavesOutWhoDoesNotFit()
    {
        _runtime.Provide(1, solver: false);
        AccountId away = _runtime.Provide(2);
        _runtime.AssertOk(Origin.Signed(away), new ProvidersPallet.Call.SetAvailable(false));
        _runtime.Provide(3, price: 3_000_000_000_000);
        _runtime.Provide(4, stake: Unit);
        AccountId small = _runtime.Provide(5);
        ProviderProfile profile = ComputeTestRuntime.Profile();
        _runtime.AssertOk(Origin.Signed(small), new ProvidersPallet.Call.Update(profile with { MemoryMebibytes = 63 }));
        AccountId slow = _runtime.Provide(6);
        _runtime.AssertOk(Origin.Signed(slow), new ProvidersPallet.Call.Update(profile with { Cores = 0 }));
        TaskDriver driver = new(_runtime);
        _runtime.NextBlock(20);
        Assert.Equal(TaskState.Open, _runtime.StateOf(driver.Task));

        AccountId fits = _runtime.Provide(7);
        driver.Match();

        Assert.Equal(fits, driver.Solver);
        _runtime.AssertBooks();
    }

    [Fact]
    public void Match_OfATaskForADevice_AsksForThatDevice()
    {
        AccountId cpu = _runtime.Provide(1);
        AccountId cuda = _runtime.Provide(2);
        _runtime.AssertOk(Origin.Signed(cuda), new ProvidersPallet.Call.Update(ComputeTestRuntime.Profile() with { Device = DeviceKind.Cuda }));

        TaskDriver driver = new(_runtime, SmallRun.Spec() with { Requirements = new Requirements(1, 1, DeviceKind.Cuda) });
        driver.Match();

        Assert.NotEqual(cpu, driver.Solver);
        Assert.Equal(cuda, driver.Solver);
    }

    [Fact]
    public void Match_NeverDrawsTheSubmitter()
    {
        AccountId both = _runtime.Provide(1);
        _runtime.Endow(both, 10_000 * Unit);
        _runtime.AssertOk(Origin.Signed(both), new Call.Submit(SmallRun.Spec()));
        _runtime.NextBlock(20);
        Assert.Equal(TaskState.Open, _runtime.StateOf(0));
    }

    [Fact]
    public void Match_HappensInABlockAfterTheSubmission_ByThatBlocksRandomness()
    {
        HashSet<AccountId> drawn = [];
        for (uint luck = 0; luck < 32; luck++)
        {
            ComputeTestRuntime runtime = new() { Luck = luck };
            for (int i = 1; i <= 3; i++) runtime.Provide(i);
            TaskDriver driver = new(runtime);
            runtime.NextBlock(TaskParameters.Development.MatchingDelay - 1);
            Assert.Equal(TaskState.Open, runtime.StateOf(driver.Task));
            runtime.NextBlock();
            drawn.Add(driver.Solver);
        }

        Assert.Equal(3, drawn.Count);
    }

    [Fact]
    public void Match_RanksByReputationForTheMoney()
    {
        _runtime.Tasks.Genesis(TaskParameters.Development with { Finalists = 1 });
        _runtime.Provide(1, price: 2_000_000_000);
        AccountId cheap = _runtime.Provide(2, price: 1_000_000_000);
        AccountId trusted = _runtime.Provide(3, price: 2_000_000_000);
        Assert.Equal(cheap, new TaskDriver(_runtime).Match().Solver);

        // Reputation 2 x 1000 beside the newcomer's 1000 at twice the price is 1.5 times as good.
        ((IProviderRegistry)_runtime.Providers).Reward(trusted);
        ((IProviderRegistry)_runtime.Providers).Reward(trusted);
        Assert.Equal(trusted, new TaskDriver(_runtime).Match().Solver);
    }

    [Fact]
    public void Accept_InTime_LocksTheBond()
    {
        AccountId solver = _runtime.Provide(1);
        TaskDriver driver = new TaskDriver(_runtime).Match();
        _runtime.AssertNoop(Error.NotSolver, Origin.Signed(driver.Submitter), new Call.Accept(driver.Task));

        _runtime.AssertOk(Origin.Signed(solver), new Call.Accept(driver.Task));

        Assert.Equal(Unit, _runtime.Bonds.LockedOf(solver, new LockId(LockKind.Solver, driver.Task)));
        Assert.Equal(TaskState.Training, _runtime.StateOf(driver.Task));
        _runtime.AssertNoop(Error.WrongState, Origin.Signed(solver), new Call.Accept(driver.Task));
        _runtime.AssertNoop(ProvidersPallet.Error.Engaged, Origin.Signed(solver), new ProvidersPallet.Call.Deregister());
        _runtime.AssertBooks();
    }

    [Fact]
    public void Accept_TooLate_IsRefused_AndAnotherIsDrawn()
    {
        _runtime.Provide(1);
        _runtime.Provide(2);
        TaskDriver driver = new TaskDriver(_runtime).Match();
        AccountId sleeper = driver.Solver;
        _runtime.NextBlock(TaskParameters.Development.AcceptBlocks);

        Assert.Equal(TaskState.Open, _runtime.StateOf(driver.Task));
        Assert.Equal(new Event.TaskReassigned(driver.Task, 1, sleeper, ReassignReason.NotAccepted), _runtime.Last<Event.TaskReassigned>());
        _runtime.AssertNoop(Error.WrongState, Origin.Signed(sleeper), new Call.Accept(driver.Task));
        Assert.False(_runtime.Providers.Providers.Get(sleeper)!.Available);
        Assert.NotEqual(sleeper, driver.Match().Solver);
        _runtime.AssertBooks();
    }

    [Fact]
    public void Decline_BeforeAccepting_CostsNothing_AndAnotherIsDrawn()
    {
        _runtime.Provide(1);
        _runtime.Provide(2);
        TaskDriver driver = new TaskDriver(_runtime).Match();
        AccountId first = driver.Solver;
        _runtime.AssertNoop(Error.NotSolver, Origin.Signed(driver.Submitter), new Call.Decline(driver.Task));
        _runtime.AssertNoop(Error.UnknownTask, Origin.Signed(first), new Call.Decline(9));

        _runtime.AssertOk(Origin.Signed(first), new Call.Decline(driver.Task));

        Assert.Equal(new Event.TaskReassigned(driver.Task, 1, first, ReassignReason.Declined), _runtime.Last<Event.TaskReassigned>());
        Assert.Equal(999 * Unit, _runtime.Bonds.FreeOf(first));
        Assert.True(_runtime.Providers.Providers.Get(first)!.Available);
        _runtime.AssertNoop(Error.WrongState, Origin.Signed(first), new Call.Decline(driver.Task));
        Assert.NotEqual(first, driver.Match().Solver);
        _runtime.AssertBooks();
    }

    [Fact]
    public void Solver_ThatMissesItsHeartbeats_LosesTaskAndAPartOfItsBond()
    {
        AccountId solver = _runtime.Provide(1);
        TaskDriver driver = new TaskDriver(_runtime).Train();
        TaskParameters parameters = TaskParameters.Development;
        _runtime.NextBlock(10);
        _runtime.AssertOk(Origin.Signed(solver), new Call.Heartbeat(driver.Task, 3, 5));
        _runtime.AssertNoop(Error.StepOutOfRange, Origin.Signed(solver), new Call.Heartbeat(driver.Task, 2, 5));
        _runtime.AssertNoop(Error.StepOutOfRange, Origin.Signed(solver), new Call.Heartbeat(driver.Task, 9, 5));
        _runtime.AssertNoop(Error.NotSolver, Origin.Signed(driver.Submitter), new Call.Heartbeat(driver.Task, 3, 5));
        _runtime.NextBlock((parameters.HeartbeatBlocks * parameters.MissedHeartbeats) - 1);
        Assert.Equal(TaskState.Training, _runtime.StateOf(driver.Task));

        _runtime.NextBlock();

        Assert.Equal(new Event.TaskReassigned(driver.Task, 1, solver, ReassignReason.Silent), _runtime.Last<Event.TaskReassigned>());
        Assert.Equal((1000 * Unit) - Unit - (Unit / 10), _runtime.Bonds.FreeOf(solver));
        _runtime.AssertBooks();
    }

    [Fact]
    public void Solver_ThatDoesNotCommitInTime_LosesTheTask()
    {
        AccountId solver = _runtime.Provide(1);
        TaskDriver driver = new TaskDriver(_runtime).Train();
        for (int i = 0; i < 99; i++)
        {
            _runtime.NextBlock();
            _runtime.AssertOk(Origin.Signed(solver), new Call.Heartbeat(driver.Task, 1, 0));
        }

        _runtime.NextBlock();

        Assert.Equal(ReassignReason.Late, _runtime.Last<Event.TaskReassigned>()!.Reason);
        _runtime.AssertBooks();
    }

    [Fact]
    public void Task_ThatTooManySolversLost_FailsWithEverythingReturned()
    {
        _runtime.Tasks.Genesis(TaskParameters.Development with { MaxAttempts = 2 });
        _runtime.Provide(1);
        _runtime.Provide(2);
        TaskDriver driver = new(_runtime);

        driver.RunUntil(TaskState.Failed);

        Assert.Equal(1_000_000 * Unit, _runtime.Money.FreeOf(driver.Submitter));
        _runtime.AssertBooks();
    }

    [Fact]
    public void Submit_OfAnIntervalThatNobodyCanRerunInTime_IsRefused()
    {
        AccountId submitter = _runtime.Endow(DevAccounts.Alice, 1_000_000 * Unit);
        _runtime.Tasks.Genesis(TaskParameters.Development with { MaxIntervalUnits = 3 });

        // Four weighted operations a step: a million steps are four units.
        _runtime.AssertNoop(Error.IntervalTooLarge, Origin.Signed(submitter), new Call.Submit(SmallRun.Spec(1_000_000, 1_000_000)));
        _runtime.AssertOk(Origin.Signed(submitter), new Call.Submit(SmallRun.Spec(1_000_000, 750_000)));
    }

    [Fact]
    public void Agenda_OfCancelledTasks_IsEmpty()
    {
        _runtime.Provide(1);
        AccountId attacker = _runtime.Endow(DevAccounts.Number(77), 1_000_000 * Unit);
        for (int i = 0; i < 520; i++)
        {
            uint id = _runtime.Tasks.NextTask.Get();
            _runtime.AssertOk(Origin.Signed(attacker), new Call.Submit(SmallRun.Spec()));
            _runtime.AssertOk(Origin.Signed(attacker), new Call.Cancel(id));
        }

        Assert.Empty(_runtime.Tasks.Agenda.Entries());
        TaskDriver driver = new(_runtime);
        _runtime.NextBlock(TaskParameters.Development.MatchingDelay);
        Assert.Equal(TaskState.Matched, _runtime.StateOf(driver.Task));
    }

    [Fact]
    public void Poke_OfAnOverdueDraw_LeavesItToALaterBlock()
    {
        for (int i = 1; i <= 3; i++) _runtime.Provide(i);
        TaskDriver driver = new(_runtime);

        // A task for which no agenda had room, as after hundreds of submissions in one block.
        uint due = _runtime.BlockNumber + TaskParameters.Development.MatchingDelay;
        _runtime.Tasks.Agenda.Remove(due);
        _runtime.Tasks.Deadlines.Set(driver.Task, new Deadline(due, Queued: 0));
        _runtime.RunToBlock(due + 5);
        Assert.Equal(TaskState.Open, _runtime.StateOf(driver.Task));

        _runtime.AssertOk(Origin.Signed(DevAccounts.Bob), new Call.Poke(driver.Task));

        Assert.Equal(TaskState.Open, _runtime.StateOf(driver.Task));
        _runtime.AssertNoop(Error.NotOverdue, Origin.Signed(DevAccounts.Bob), new Call.Poke(driver.Task));
        _runtime.NextBlock(TaskParameters.Development.MatchingDelay - 1);
        Assert.Equal(TaskState.Open, _runtime.StateOf(driver.Task));
        _runtime.NextBlock();
        Assert.Equal(TaskState.Matched, _runtime.StateOf(driver.Task));
    }

    [Fact]
    public void Deadlines_MoreThanABlockHandles_SpreadOverTheNext()
    {
        AccountId submitter = _runtime.Endow(DevAccounts.Alice, 1_000_000 * Unit);
        _runtime.Tasks.Genesis(TaskParameters.Development with { OpenBlocks = 2 });
        for (int i = 0; i < 100; i++) _runtime.AssertOk(Origin.Signed(submitter), new Call.Submit(SmallRun.Spec()));

        _runtime.NextBlock(2);
        Assert.Equal(32, _runtime.AllEvents.OfType<Event.TaskExpired>().Count());

        // One that is overdue and was pushed back can be poked.
        uint waiting = Enumerable.Range(0, 100).Select(i => (uint)i).First(i => _runtime.StateOf(i) == TaskState.Open);
        _runtime.AssertOk(Origin.Signed(DevAccounts.Bob), new Call.Poke(waiting));
        Assert.Equal(TaskState.Expired, _runtime.StateOf(waiting));

        _runtime.NextBlock(3);
        Assert.Equal(100, _runtime.AllEvents.OfType<Event.TaskExpired>().Count());
        Assert.Empty(_runtime.Tasks.Agenda.Entries());
        _runtime.AssertBooks();
    }
}
