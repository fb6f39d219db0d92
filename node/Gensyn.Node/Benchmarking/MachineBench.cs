using System.Diagnostics;
using Gensyn.Crypto;

namespace Gensyn.Node.Benchmarking;

/// <summary>Something that this machine does, in bytes a second.</summary>
/// <param name="Category">The part of the machine.</param>
/// <param name="Function">What it does.</param>
/// <param name="Minimum">What a validator's machine does at least.</param>
/// <param name="Measure">Measures it, for about so long.</param>
internal sealed record MachineFigure(string Category, string Function, double Minimum, Func<TimeSpan, CancellationToken, double> Measure);

/// <summary>Measures a machine as polkadot-sdk does.</summary>
/// <remarks>Source: substrate/client/sysinfo, and the minima of frame-benchmarking-cli's machine/reference_hardware.json.</remarks>
internal static class MachineBench
{
    private const double Mebi = 1 << 20;

    // Messages of this length, and as many verifications a second as the reference's throughput of them makes.
    private const int MessageLength = 32;
    private const double SignatureMebis = 0.6227;

    private const int HashedBlock = 32 * 1024;
    private const int CopiedBlock = 64 << 20;
    private const int WrittenBlock = 64 << 20;
    private const int RandomWrite = 4096;

    /// <summary>What is measured, the disk in a folder.</summary>
    public static IReadOnlyList<MachineFigure> Figures(string folder, int cores) =>
    [
        new("CPU", "BLAKE2-256", 1000 * Mebi, Hash),
        new("CPU", $"BLAKE2-256-Parallel-{cores}", 1000 * Mebi, (time, cancellation) => HashInParallel(cores, time, cancellation)),
        new("CPU", "SR25519-Verify", SignatureMebis * Mebi, Verify),
        new("Memory", "Copy", 11.49 * 1024 * Mebi, Copy),
        new("Disk", "Seq Write", 950 * Mebi, (time, cancellation) => WriteInOrder(folder, time, cancellation)),
        new("Disk", "Rnd Write", 420 * Mebi, (time, cancellation) => WriteAnywhere(folder, time, cancellation)),
    ];

    private static double Hash(TimeSpan time, CancellationToken cancellation)
    {
        byte[] block = new byte[HashedBlock];
        byte[] hash = new byte[32];
        return Throughput(HashedBlock, time, () =>
        {
            Blake2b.Hash(block, hash);
            hash.CopyTo(block, 0);
        }, cancellation);
    }

    // A core's share while all of them hash.
    private static double HashInParallel(int cores, TimeSpan time, CancellationToken cancellation)
    {
        double[] shares = new double[cores];
        Parallel.For(0, cores, new ParallelOptions { MaxDegreeOfParallelism = cores }, core => shares[core] = Hash(time, cancellation));
        return shares.Average();
    }

    private static double Verify(TimeSpan time, CancellationToken cancellation)
    {
        using Sr25519KeyPair pair = Sr25519KeyPair.FromUri("//Alice");
        byte[] message = new byte[MessageLength];
        byte[] signature = pair.Sign(message);
        byte[] key = pair.PublicKey.ToArray();
        return Throughput(MessageLength, time, () =>
        {
            if (!Sr25519.Verify(key, message, signature)) throw new BenchmarkException("A signature does not verify.");
        }, cancellation);
    }

    private static double Copy(TimeSpan time, CancellationToken cancellation)
    {
        byte[] from = new byte[CopiedBlock];
        byte[] to = new byte[CopiedBlock];
        from.AsSpan().Fill(0x66);
        return Throughput(CopiedBlock, time, () => from.CopyTo(to, 0), cancellation);
    }

    private static double WriteInOrder(string folder, TimeSpan time, CancellationToken cancellation) => WithFile(folder, file =>
    {
        byte[] block = Noise(WrittenBlock);
        return Throughput(WrittenBlock, time, () =>
        {
            file.Position = 0;
            file.Write(block);
            file.Flush(flushToDisk: true);
        }, cancellation);
    });

    private static double WriteAnywhere(string folder, TimeSpan time, CancellationToken cancellation) => WithFile(folder, file =>
    {
        byte[] block = Noise(WrittenBlock);
        file.Write(block);
        file.Flush(flushToDisk: true);
        int[] places = [.. Enumerable.Range(0, WrittenBlock / RandomWrite)];
        new Random(1).Shuffle(places);
        return Throughput(WrittenBlock, time, () =>
        {
            foreach (int place in places)
            {
                file.Position = (long)place * RandomWrite;
                file.Write(block, place * RandomWrite, RandomWrite);
            }

            file.Flush(flushToDisk: true);
        }, cancellation);
    });

    private static T WithFile<T>(string folder, Func<FileStream, T> use)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, $"machine-benchmark-{Guid.NewGuid():N}");
        using FileStream file = new(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        return use(file);
    }

    private static byte[] Noise(int count)
    {
        byte[] bytes = new byte[count];
        new Random(0).NextBytes(bytes);
        return bytes;
    }

    private static double Throughput(int bytes, TimeSpan time, Action once, CancellationToken cancellation)
    {
        WarmUp.Run(TimeSpan.FromMilliseconds(200), once, cancellation);
        long began = Stopwatch.GetTimestamp();
        long runs = 0;
        do
        {
            cancellation.ThrowIfCancellationRequested();
            once();
            runs++;
        }
        while (Stopwatch.GetElapsedTime(began) < time);
        return bytes * (double)runs / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
