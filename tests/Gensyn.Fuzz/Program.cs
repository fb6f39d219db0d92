using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Gensyn.Fuzz;

Option<long> count = new("--count") { Description = "How many extrinsics.", DefaultValueFactory = static _ => 1_000_000 };
Option<ulong?> seed = new("--seed") { Description = "What they follow from; drawn and printed when not given." };
Option<ulong> epoch = new("--epoch") { Description = "The epoch to begin with: that of a failure, to see it again." };

RootCommand root = new("Sends random and mutated extrinsics through validate and apply, and checks what must hold.") { count, seed, epoch };
root.SetAction(result =>
{
    ulong start = result.GetValue(seed) ?? BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {start}"));
    long started = Stopwatch.GetTimestamp();
    long told = 0;
    FuzzReport report = ExtrinsicFuzzer.Run(result.GetValue(count), start, result.GetValue(epoch), done =>
    {
        if (done - told < 50_000) return;
        told = done;
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{done:N0} after {Stopwatch.GetElapsedTime(started).TotalSeconds:N0} s"));
    });
    Console.Write(report);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {start}, {Stopwatch.GetElapsedTime(started).TotalSeconds:N0} s, {(report.Failures.Count == 0 ? "nothing found" : "FAILED")}"));
    return report.Failures.Count == 0 ? 0 : 1;
});

ParseResult parsed = root.Parse(args);
int code = parsed.Invoke();
return parsed.Errors.Count > 0 ? 2 : code;
