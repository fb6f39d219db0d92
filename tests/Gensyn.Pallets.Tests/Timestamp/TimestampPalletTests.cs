using Gensyn.Frame;
using Gensyn.Pallets.Substrate.Timestamp;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;
using Xunit;
using Call = Gensyn.Pallets.Substrate.Timestamp.TimestampPallet.Call;

namespace Gensyn.Pallets.Tests;

public sealed class TimestampPalletTests : IDisposable
{
    private readonly SubstrateTestRuntime _runtime = new() { Inherents = static _ => InherentData.Empty };

    private TimestampPallet Timestamp => _runtime.Timestamp;

    public void Dispose() => _runtime.Dispose();

    [Fact]
    public void Set_OncePerBlock_MovesTimeOn()
    {
        _runtime.AssertOk(Origin.None, new Call.Set(1000));
        _runtime.AssertNoop(DispatchError.Other, Origin.None, new Call.Set(5000));
        Timestamp.OnFinalize(1);

        Assert.Equal(1000ul, Timestamp.Now.Get());
        _runtime.AssertNoop(DispatchError.Other, Origin.None, new Call.Set(1499));
        _runtime.AssertOk(Origin.None, new Call.Set(1500));
    }

    [Fact]
    public void Set_BySomebody_IsRefused()
    {
        _runtime.AssertNoop(DispatchError.BadOrigin, Origin.Signed(SubstrateTestRuntime.Alice), new Call.Set(1000));
        _runtime.AssertNoop(DispatchError.BadOrigin, Origin.Root, new Call.Set(1000));
    }

    [Fact]
    public void OnFinalize_WithoutATime_Traps() => Assert.Throws<RuntimeException>(() => Timestamp.OnFinalize(1));

    [Theory]
    [InlineData(1_000ul, 1_500ul)] // the author's clock is behind the chain: the least that is allowed
    [InlineData(9_000ul, 9_000ul)]
    public void TryCreateInherent_IsNeverTooEarly(ulong clock, ulong expected)
    {
        Timestamp.Now.Set(1000);

        Assert.True(Timestamp.TryCreateInherent(InherentData.Empty.With(InherentId.Timestamp, Codecs.U64.ToBytes(clock)), out PalletCall? call));
        Assert.Equal(new Call.Set(expected), call);
    }

    [Fact]
    public void TryCreateInherent_OfUndecodableData_MakesNone() =>
        Assert.False(Timestamp.TryCreateInherent(InherentData.Empty.With(InherentId.Timestamp, [1, 2, 3]), out _));

    // Vectors: the compatibility checklist, section 5.1.
    [Fact]
    public void Storage_HasTheKeysOfSubstrate()
    {
        Assert.Equal("f0c365c3cf59d671eb72da0e7a4113c49f1f0515f462cdcf84e0f1d6045dfcbb", Convert.ToHexStringLower(Timestamp.Now.Key));
        Assert.Equal("f0c365c3cf59d671eb72da0e7a4113c4bbd108c4899964f707fdaffb82636065", Convert.ToHexStringLower(Timestamp.DidUpdate.Key));
    }
}
