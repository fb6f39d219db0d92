using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Pallets.Compute;
using Gensyn.Pallets.Compute.LearningProofs;
using Gensyn.Pallets.Compute.Tasks;
using Gensyn.Primitives;
using Gensyn.Testing;
using Gensyn.Verification;
using Xunit;
using Call = Gensyn.Pallets.Compute.Tasks.TasksPallet.Call;
using Error = Gensyn.Pallets.Compute.Tasks.TasksPallet.Error;
using Event = Gensyn.Pallets.Compute.Tasks.TasksPallet.Event;

namespace Gensyn.Pallets.Tests.Tasks;

public sealed class LifeCycleTests : IDisposable
{
    private readonly ComputeTestRuntime _runtime = new();

    public void Dispose() => _runtime.Dispose();

    [Fact]
    public void Task_TrainedHonestly_PaysEveryoneOnceAndReturnsTheRest()
    {
        for (int i = 0; i < 4; i++) _runtime.Provide(i);
        TaskDriver driver = new(_runtime);
        UInt128 submitterBefore = _runtime.Money.FreeOf(driver.Submitter) + _runtime.Money.HeldOf(driver.Submitter, HoldReason.Escrow);
        SmallRun run = driver.Honest;

        driver.Audit(run).Verdicts(run).Settle();

        Settlement settlement = _runtime.Tasks.Settlements.Get(driver.Task)!;
        TaskRecord record = _runtime.Tasks.Tasks.Get(driver.Task)!;
        Assert.Equal(TaskState.Settled, _runtime.StateOf(driver.Task));
        Assert.Equal(record.Units * 1_000_000_000, settlement.Fee);
        Assert.Equal(800, (int)(settlement.Payments.Single(p => p.Kind == PaymentKind.Solver).Amount * 1000 / settlement.Fee));
        Assert.Equal(2, settlement.Payments.Count(p => p.Kind == PaymentKind.Verifier && p.Amount * 1000 / settlement.Fee == 75));
        UInt128 paid = settlement.Payments.Aggregate((UInt128)0, (sum, p) => sum + p.Amount);
        Assert.Equal(settlement.Fee, paid);
        Assert.Equal(submitterBefore - paid, _runtime.Money.FreeOf(driver.Submitter));
        Assert.Equal((run.History, run.Leaves[^2], run.MetricBits), (settlement.History, settlement.FinalState, settlement.Metric));
        Assert.Equal(Settlement.Codec.ToBytes(settlement), Settlement.Codec.ToBytes(_runtime.Last<Event.TaskSettled>()!.Settlement));
        Assert.True(_runtime.Providers.ReputationOf(driver.Solver) > 0);
        _runtime.AssertBooks();
    }

    [Fact]
    public void Settle_Twice_PaysOnce()
    {
        for (int i = 0; i < 4; i++) _runtime.Provide(i);
        TaskDriver driver = new(_runtime);
        SmallRun run = driver.Honest;
        driver.Audit(run).Verdicts(run).Settle();

        _runtime.AssertNoop(Error.WrongState, Origin.Signed(driver.Solver), new Call.Settle(driver.Task));
    }

    [Fact]
    public void Settle_WhenNobodyCalls_HappensByItself()
    {
        for (int i = 0; i < 4; i++) _runtime.Provide(i);
        TaskDriver driver = new(_runtime);
        SmallRun run = driver.Honest;

        driver.Audit(run).Verdicts(run).RunUntil(TaskState.Settled);

        _runtime.AssertBooks();
    }

    [Fact]
    public void Settle_BeforeTheWindowEnds_IsRefused()
    {
        for (int i = 0; i < 4; i++) _runtime.Provide(i);
        TaskDriver driver = new(_runtime);
        SmallRun run = driver.Honest;
        driver.Audit(run).Verdicts(run);
        _runtime.RunToBlock(_runtime.ProgressOf(driver.Task).WindowEnd - 1);

        _runtime.AssertNoop(Error.WindowOpen, Origin.Signed(driver.Solver), new Call.Settle(driver.Task));
    }
}
