using System.Security.Cryptography;
using Gensyn.Fuzz;
using Xunit;
using Xunit.Abstractions;

namespace Gensyn.Runtime.Tests.Blocks;

/// <summary>A small run of the extrinsic fuzzer; <c>dotnet run -c Release --project tests/Gensyn.Fuzz -- --count 1000000</c> is the large one.</summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    [Fact]
    public void ExtrinsicsOfAllKinds_NeverThrowNorLeaveATrace()
    {
        FuzzReport report = ExtrinsicFuzzer.Run(10_000, seed: 1);

        output.WriteLine(report.ToString());
        Assert.Empty(report.Failures);
        // The run is worth something only where all of this happens.
        foreach (string outcome in (string[])
            [
                "validate: valid", "validate: does not decode", "validate: Transaction has a bad signature", "validate: Transaction is outdated",
                "validate: Inability to pay some fees (e.g. account balance too low)", "validate: Transaction call is not expected", "validate: NoUnsignedValidator",
                "validate: The transaction extension did not authorize any origin", "validate: CannotLookup", "apply: Transaction will be valid in the future",
                "apply: dispatched, failed", "apply: dispatched, succeeded",
            ])
        {
            Assert.True(report.Of(outcome) > 0, $"no extrinsic came to \"{outcome}\":\n{report}");
        }

        (int dispatched, int succeeded) = report.CallsSeen;
        Assert.True(dispatched > 60 && succeeded > 20 && report.EventsSeen > 30, report.ToString());
        Assert.True(report.Imported > 0 && report.StatesChecked > 0);
    }

    [Fact]
    public void ExtrinsicsOfARandomSeed_NeverThrowNorLeaveATrace()
    {
        ulong seed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8));
        FuzzReport report = ExtrinsicFuzzer.Run(10_000, seed);

        Assert.True(report.Failures.Count == 0, $"seed {seed}:\n{report}");
    }
}
