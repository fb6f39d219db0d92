using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Pallets.Substrate.FrameSystem;
using Gensyn.Scale;
using Xunit;

namespace Gensyn.Testing;

/// <content>Events, as they stand in System's storage.</content>
public partial class MockRuntime
{
    /// <summary>All events of this block, with their phases and topics.</summary>
    public ImmutableArray<EventRecord> SystemEvents => FrameSystem.Events.Get();

    /// <summary>What pallets reported in this block, without System's own reports of how extrinsics went.</summary>
    public IEnumerable<PalletEvent> Events => Reported(SystemEvents);

    /// <summary>The same of all blocks so far, this one included.</summary>
    public IEnumerable<PalletEvent> AllEvents => Reported(_chain.Past.Concat(SystemEvents));

    /// <summary>Forgets the events so far, those of this block included.</summary>
    public void ClearEvents()
    {
        _chain.Past.Clear();
        FrameSystem.ResetEvents();
    }

    /// <summary>The last event of a kind in all blocks so far, or null.</summary>
    public TEvent? Last<TEvent>()
        where TEvent : PalletEvent
        => AllEvents.OfType<TEvent>().LastOrDefault();

    /// <summary>Expects this to be the last that a pallet reported in this block.</summary>
    public void AssertLastEvent(PalletEvent expected) => Assert.Equal(Text(expected), Events.LastOrDefault() is { } last ? Text(last) : "no event");

    /// <summary>Expects a pallet to have reported this in this block.</summary>
    public void AssertHasEvent(PalletEvent expected) => Assert.Contains(Text(expected), Events.Select(Text));

    /// <summary>Expects pallets to have reported just this in this block, in this order.</summary>
    public void AssertEvents(params ReadOnlySpan<PalletEvent> expected) => Assert.Equal(expected.ToArray().Select(Text), Events.Select(Text));

    private static IEnumerable<PalletEvent> Reported(IEnumerable<EventRecord> records) => records
        .Select(static record => record.Event.Event)
        .Where(static e => e is not (FrameSystemPallet.Event.ExtrinsicSuccess or FrameSystemPallet.Event.ExtrinsicFailed));

    /// <summary>An event as text that is equal only to that of an equal event: records compare lists by reference.</summary>
    private static string Text(PalletEvent value)
    {
        ScaleWriter writer = new(64);
        value.Encode(ref writer);
        return $"{value} = {Convert.ToHexStringLower(writer.Written)}";
    }

    /// <summary>Finds events that do not decode to what was deposited.</summary>
    private void CheckEvents()
    {
        byte[] stored = Externalities.Get(FrameSystem.Events.Key) ?? [0];
        Codec<ImmutableArray<EventRecord>> codec = Codecs.Vec(EventRecord.Codec);
        Assert.True(codec.TryDecode(stored, out ImmutableArray<EventRecord> records, this), "the events of the block do not decode");
        Assert.Equal(stored, codec.ToBytes(records));
    }
}
