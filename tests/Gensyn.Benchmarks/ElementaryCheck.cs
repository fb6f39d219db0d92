using System.Diagnostics;
using System.Globalization;
using Gensyn.Testing.Arithmetic;
using Gensyn.Workers.Tensors;

namespace Gensyn.Benchmarks;

/// <summary>What a function's results over all arguments, or every so many, showed.</summary>
/// <remarks>The widest vectors of the machine compute; one result in 4096 is compared with the chain's arithmetic.</remarks>
/// <param name="Function">The function's name.</param>
/// <param name="Arguments">How many results were judged.</param>
/// <param name="Largest">The largest error, in units of the last place.</param>
/// <param name="At">The argument with that error.</param>
/// <param name="Compared">How many results were compared with the chain's.</param>
/// <param name="Different">How many of those have other bits.</param>
/// <param name="Seconds">How long that took.</param>
internal sealed record ElementaryCheck(string Function, ulong Arguments, double Largest, uint At, ulong Compared, ulong Different, double Seconds)
{
    private const int Block = 4096;
    private const double Limit = 2;

    /// <summary>What the columns of a line are.</summary>
    public static string Header =>
        $"{"function",-9}{"arguments",12}{"largest error",15}{"at",12}{"",16}{"as on chain",13}{"differ",8}{"seconds",9}";

    /// <summary>Whether errors are within two units and the compared bits equal.</summary>
    public bool Passed => Largest <= Limit && Different == 0;

    /// <summary>Checks a function.</summary>
    public static ElementaryCheck Run(ElementaryFunction function, uint stride, int threads)
    {
        long began = Stopwatch.GetTimestamp();
        ulong arguments = ((1UL << 32) + stride - 1) / stride;
        ulong blocks = (arguments + Block - 1) / Block;
        var parts = new ElementaryCheck[threads];
        ParallelOptions options = new() { MaxDegreeOfParallelism = threads };
        Parallel.For(0, threads, options, i => parts[i] = RunPart(function, stride, (uint)i, (uint)threads, arguments, blocks));

        // Bounds found the arguments; the error is that of the one with the largest.
        ElementaryCheck worst = parts.MaxBy(static p => p.Largest)!;
        return worst with
        {
            Arguments = arguments,
            Largest = function.ErrorOf(worst.At, Result(function, worst.At)),
            Compared = (ulong)parts.Sum(static p => (decimal)p.Compared),
            Different = (ulong)parts.Sum(static p => (decimal)p.Different),
            Seconds = Stopwatch.GetElapsedTime(began).TotalSeconds,
        };
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Function,-9}{Arguments,12}{Largest,15:0.000000}{$"0x{At:X8}",12}{BitConverter.UInt32BitsToSingle(At),16:g8}"
        + $"{Compared - Different,13}{Different,8}{Seconds,9:0.0}");

    private static ElementaryCheck RunPart(ElementaryFunction function, uint stride, uint part, uint parts, ulong arguments, ulong blocks)
    {
        var x = new uint[Block];
        var results = new uint[Block];
        double largest = -1;
        uint at = 0;
        ulong compared = 0;
        ulong different = 0;
        for (ulong block = part; block < blocks; block += parts)
        {
            // The last block repeats the last argument.
            ulong first = block * Block;
            for (int i = 0; i < Block; i++) x[i] = (uint)(Math.Min(first + (ulong)i, arguments - 1) * stride);
            function.Evaluate(KernelPath.Auto, x, results);
            (int index, double bound) = function.Largest(x, results);
            if (bound > largest) (largest, at) = (bound, x[index]);

            int sample = (int)(block * 0x9E37_79B1 % Block);
            compared++;
            if (function.Soft(x[sample]) != results[sample]) different++;
        }

        return new(function.Name, arguments, largest, at, compared, different, Seconds: 0);
    }

    private static uint Result(ElementaryFunction function, uint x)
    {
        Span<uint> results = stackalloc uint[16];
        Span<uint> arguments = stackalloc uint[16];
        arguments.Fill(x);
        function.Evaluate(KernelPath.Auto, arguments, results);
        return results[0];
    }
}
