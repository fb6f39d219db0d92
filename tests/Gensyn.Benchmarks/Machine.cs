using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Gensyn.Benchmarks;

/// <summary>The machine: one core of it, and how fast that is now.</summary>
internal sealed class Machine
{
    // The reference loop's best time on a quiet machine of the kind that the bars are for: two cores of a virtual machine, AMD EPYC, family 26 (Zen 5).
    private const double RecordedSeconds = 0.0370;

    private const int Multiplications = 18_000_000;
    private const int Jumps = 100_000;
    private const int TableWords = 1 << 24;

    private readonly uint[] _table = new uint[TableWords];
    private uint _at;
    private double _best = double.MaxValue;

    public Machine() => Array.Fill(_table, 1u);

    /// <summary>How much slower than when it was recorded the reference loop runs: its best sample over the recorded time.</summary>
    public double Factor => _best / RecordedSeconds;

    /// <summary>Binds this process, and children started later, to one core where the system can; returns whether it could.</summary>
    public static bool PinToOneCore()
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsWindows()) return false;
        using Process self = Process.GetCurrentProcess();
        ulong allowed = (ulong)self.ProcessorAffinity;

        // The last core: interrupts mostly go to the first.
        if (allowed != 0) self.ProcessorAffinity = (nint)(1UL << BitOperations.Log2(allowed));
        return allowed != 0;
    }

    /// <summary>Runs the reference loop; call it between figures, since the machine's other guests come and go.</summary>
    public void Sample(int times)
    {
        for (int i = 0; i < times; i++)
        {
            long began = Stopwatch.GetTimestamp();
            ulong kept = Integers() + Memory();
            double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            if (kept != 0) _best = Math.Min(_best, seconds);
        }
    }

    // Four independent chains of multiplication, rotation and addition: what field arithmetic and hashes are made of.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Integers()
    {
        const ulong Factor = 0x9E37_79B9_7F4A_7C15;
        ulong a = 1, b = 2, c = 3, d = 4;
        for (int i = 0; i < Multiplications; i++)
        {
            a = BitOperations.RotateLeft(a * Factor, 24) + b;
            b = BitOperations.RotateLeft(b * Factor, 24) + c;
            c = BitOperations.RotateLeft(c * Factor, 24) + d;
            d = BitOperations.RotateLeft(d * Factor, 24) + a;
        }

        return a ^ b ^ c ^ d;
    }

    // Loads that wait for each other, over 64 MiB: what walks through a large trie are made of. As every word is 1, the places are those of a linear
    // congruential generator with a full period.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private uint Memory()
    {
        for (int i = 0; i < Jumps; i++) _at = ((_at * 1_664_525) + _table[_at]) & (TableWords - 1);
        return _at | 1;
    }
}
