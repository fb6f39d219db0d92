using System.Diagnostics;
using Gensyn.Verification;
using Gensyn.Verification.Arithmetic;
using Gensyn.Verification.Operators;
using Gensyn.Workers.Tensors;
using Gensyn.Workers.Tests.Tensors;

namespace Gensyn.Benchmarks.Training;

/// <summary>What the chain opens and computes at the leaf of a dispute, over every operator on shapes that suit it and on awkward ones.</summary>
internal static class LeafFigures
{
    private const int Samples = 12;
    private const int Repeats = 5;

    /// <summary>The slowest chunk in milliseconds, best of repeats, and the most bytes of tiles that any chunk reads.</summary>
    public static IEnumerable<KeyValuePair<string, double?>> Measure()
    {
        // The first pass compiles.
        _ = Pass();
        (long slowest, int bytes) = Pass();
        return [new("leafMaxMs", Stopwatch.GetElapsedTime(0, slowest).TotalMilliseconds), new("leafMaxBytes", bytes)];
    }

    private static (long Slowest, int Bytes) Pass()
    {
        long slowest = 0;
        int bytes = 0;
        Random random = new(1);
        foreach ((_, ResolvedRecord record) in LeafCases.All())
        {
            foreach (uint? index in (uint?[])[null, 0])
            {
                foreach (int element in LeafElements.Sample(record.Output.Shape, Samples, random)) Measure(record, index, element, ref slowest, ref bytes);
            }
        }

        return (slowest, bytes);
    }

    private static void Measure(ResolvedRecord record, uint? index, int element, ref long slowest, ref int bytes)
    {
        Operator definition = Operator.Of(record.Operator);
        LeafContext context = new(ConformanceCase.Seed, ConformanceCase.Step);
        LeafTiles tiles = new(record, index);
        (int row, int column) = (element / record.Output.Shape.Columns, element % record.Output.Shape.Columns);
        Span<byte> before = stackalloc byte[Operator.MaxAccumulator], accumulator = stackalloc byte[Operator.MaxAccumulator];
        definition.Identity(accumulator);
        for (int chunk = 0; chunk < definition.Chunks(record, row, column); chunk++)
        {
            // The first time finds and fills the tiles; the others read them, as the chain does.
            accumulator.CopyTo(before);
            tiles.Clear();
            definition.TryStep<SoftBinary32>(record, context, tiles, row, column, chunk, accumulator);
            bytes = Math.Max(bytes, tiles.Bytes);
            long best = long.MaxValue;
            for (int i = 0; i < Repeats; i++)
            {
                before.CopyTo(accumulator);
                long began = Stopwatch.GetTimestamp();
                definition.TryStep<SoftBinary32>(record, context, tiles, row, column, chunk, accumulator);
                _ = definition.Finish<SoftBinary32>(accumulator);
                best = Math.Min(best, Stopwatch.GetTimestamp() - began);
            }

            slowest = Math.Max(slowest, best);
        }
    }
}
