using Gensyn.Primitives;
using Xunit;

namespace Gensyn.Frame.Tests;

public sealed class WeightMeterTests
{
    [Fact]
    public void TryConsume_BeyondEitherPart_SpendsNothing()
    {
        WeightMeter meter = new(new Weight(10, 5));

        Assert.True(meter.TryConsume(new Weight(4, 5)));
        Assert.False(meter.TryConsume(new Weight(1, 1)));
        Assert.False(meter.TryConsume(new Weight(7, 0)));
        Assert.True(meter.CanConsume(new Weight(6, 0)));
        Assert.Equal(new Weight(4, 5), meter.Consumed);
        Assert.Equal(new Weight(6, 0), meter.Remaining);
    }

    [Fact]
    public void Consume_BeyondTheLimit_IsCountedAndLeavesNothing()
    {
        WeightMeter meter = new(new Weight(10, 5));

        meter.Consume(new Weight(20, 1));

        Assert.Equal(new Weight(20, 1), meter.Consumed);
        Assert.Equal(new Weight(0, 4), meter.Remaining);
        Assert.False(meter.CanConsume(default));

        meter.Reclaim(new Weight(15, 0));
        Assert.Equal(new Weight(5, 4), meter.Remaining);
    }

    [Fact]
    public void Unlimited_NeverRunsOut()
    {
        WeightMeter meter = WeightMeter.Unlimited;
        meter.Consume(Weight.MaxValue);

        Assert.True(meter.TryConsume(new Weight(1, 1)));
    }
}
