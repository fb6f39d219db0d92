using Xunit;

namespace Gensyn.Runtime.Tests.Architecture;

/// <summary>What runs inside the runtime computes with integers only: floats may differ between machines and builds.</summary>
public sealed class NoFloatTests
{
    [Theory]
    [InlineData("Gensyn.Scale")]
    [InlineData("Gensyn.Primitives")]
    [InlineData("Gensyn.Trie")]
    [InlineData("Gensyn.Runtime.Interface")]
    [InlineData("Gensyn.Verification")]
    [InlineData("Gensyn.Frame")]
    [InlineData("Gensyn.Pallets.Substrate")]
    [InlineData("Gensyn.Pallets.Compute")]
    [InlineData("Gensyn.Runtime")]
    public void Assembly_OfTheDeterministicHalf_HasNoFloats(string assembly)
    {
        using AssemblyIl il = new(Path.Combine(AppContext.BaseDirectory, assembly + ".dll"));

        Assert.Empty(il.Floats().Distinct());
    }

    [Fact]
    public void Floats_OfThisAssembly_AreFound()
    {
        Assert.Equal(2.5f, Half(5));
        using AssemblyIl il = new(typeof(NoFloatTests).Assembly.Location);
        string[] found = [.. il.Floats()];

        Assert.Contains(found, static f => f.EndsWith("NoFloatTests.Half: signature", StringComparison.Ordinal));
        Assert.Contains(found, static f => f.EndsWith("NoFloatTests.Half: ldc.r4", StringComparison.Ordinal));
        Assert.Contains(found, static f => f.EndsWith("NoFloatTests.Half: conv.r4", StringComparison.Ordinal));
    }

    private static float Half(int value) => value * 0.5f;
}
