using Gensyn.Verification;
using Gensyn.Verification.Arithmetic;
using Gensyn.Workers.Tensors;
using Xunit;

namespace Gensyn.Workers.Tests.Tensors;

public sealed class ConformanceTests
{
    public static TheoryData<KernelPath> Paths() => [.. Kernels.SupportedPaths];

    public static TheoryData<int> CaseNumbers() => [.. Enumerable.Range(0, Conformance.Cases.Length)];

    [Fact]
    public void Cases_OverAllOperators_LeaveNoneOut()
    {
        IEnumerable<OperatorId> covered = Conformance.Cases.Select(static one => one.Record.Operator).Distinct().Order();

        Assert.Equal(Enum.GetValues<OperatorId>().Where(static id => id != OperatorId.None), covered);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void FindFailures_OnEveryPathOfThisMachine_FindsNone(KernelPath path) => Assert.Empty(Conformance.FindFailures(Kernels.For(path)));

    [Theory]
    [MemberData(nameof(CaseNumbers))]
    public void Run_OfEveryCase_WritesTheBitsOfTheChainsLeaf(int number)
    {
        ConformanceCase one = Conformance.Cases[number];
        Tensor expected = LeafReference.Compute<SoftBinary32>(one.Record, one.MakeInputs(), ConformanceCase.Seed, ConformanceCase.Step);

        foreach (KernelPath path in Kernels.SupportedPaths)
        {
            Tensor actual = one.Run(new BitwiseOperators(Kernels.For(path, threads: 2), ConformanceCase.Seed));
            AssertSameBits(expected, actual, $"{one.Name} on {path}");
        }

        Tensor hard = LeafReference.Compute<HardBinary32>(one.Record, one.MakeInputs(), ConformanceCase.Seed, ConformanceCase.Step);
        AssertSameBits(expected, hard, $"{one.Name} by the leaf in hardware");
    }

    private static void AssertSameBits(Tensor expected, Tensor actual, string what)
    {
        int first = expected.Words.CommonPrefixLength(actual.Words);
        Assert.True(
            first == expected.Words.Length,
            first == expected.Words.Length ? "" : $"{what}: element {first} is {actual.Words[first]:x8}, expected {expected.Words[first]:x8}");
    }
}
