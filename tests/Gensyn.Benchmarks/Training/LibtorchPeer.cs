using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Nodes;
using Gensyn.Testing;
using Gensyn.Workers.Tensors;
using Gensyn.Workers.Tests.Training;

namespace Gensyn.Benchmarks.Training;

/// <summary>libtorch on one thread in a process of its own (<c>peers/libtorch</c>), built from Debian's packages when it is first asked for.</summary>
internal sealed class LibtorchPeer : IDisposable
{
    // A reference BLAS reaches a fiftieth of the peak, OpenBLAS a half and more on a quiet machine: who compares with the former compares with nobody.
    private const double LeastShareOfPeak = 0.1;

    private readonly PeerProcess _process;
    private readonly string _folder;

    private LibtorchPeer(PeerProcess process, string folder, JsonNode self)
    {
        (_process, _folder) = (process, folder);
        SgemmGflops = self["sgemmGflops"]!.GetValue<double>();
        Version = self["version"]!.GetValue<string>();
    }

    /// <summary>Its version.</summary>
    public string Version { get; }

    /// <summary>The speed of its product of 1024 × 1024 matrices, in 10⁹ operations a second.</summary>
    public double SgemmGflops { get; }

    /// <summary>Builds the peer where that is needed, and starts it.</summary>
    /// <param name="peakGflops">The processor's peak on one thread, by which a slow BLAS is known.</param>
    /// <param name="peer">The peer.</param>
    /// <param name="reason">Why there is none, and what to install.</param>
    public static bool TryStart(double peakGflops, [NotNullWhen(true)] out LibtorchPeer? peer, out string reason)
    {
        peer = null;
        if (!TryBuild(out string program, out reason)) return false;
        string folder = WriteData();
        PeerProcess process = new(new ProcessStartInfo(program, ["1", folder]) { Environment = { ["OPENBLAS_NUM_THREADS"] = "1", ["OMP_NUM_THREADS"] = "1" } });
        if (process.ReadLine() is not { } self)
        {
            process.Dispose();
            Directory.Delete(folder, recursive: true);
            reason = "the libtorch peer failed, see above";
            return false;
        }

        peer = new LibtorchPeer(process, folder, JsonNode.Parse(self)!);
        if (peer.SgemmGflops >= LeastShareOfPeak * peakGflops) return true;
        reason = string.Create(
            CultureInfo.InvariantCulture,
            $"libtorch's BLAS reaches {peer.SgemmGflops:0.0} of {peakGflops:0} GFLOPS, so it is no fair peer: install libopenblas-dev, and let the alternatives libblas.so.3 and liblapack.so.3 be OpenBLAS's");
        peer.Dispose();
        peer = null;
        return false;
    }

    /// <summary>So many first steps of a model of <see cref="BarModels"/>, by its name.</summary>
    public Contestant Of(string model) => count => _process.Ask(string.Create(CultureInfo.InvariantCulture, $"{model} {count}"))["seconds"]!.GetValue<double>();

    /// <summary>Ends the process.</summary>
    public void Dispose()
    {
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // The very bytes that ours trains on: how many zeros they have, and how soon they are learnt, decides how many denormals arise.
    private static string WriteData()
    {
        string folder = Directory.CreateTempSubdirectory("gensyn-libtorch-").FullName;
        ImmutableArray<Tensor> digits = BarModels.Job("mlp", 1, 1).Data, text = BarModels.Job("gpt-nano", 1, 1).Data;
        foreach ((string name, Tensor tensor) in (ReadOnlySpan<(string, Tensor)>)[("rows", digits[0]), ("labels", digits[1]), ("text", text[0])])
        {
            File.WriteAllBytes(Path.Combine(folder, name), tensor.Bytes);
        }

        return folder;
    }

    private static bool TryBuild(out string program, out string reason)
    {
        program = reason = "";
        if (!OperatingSystem.IsLinux()) reason = "the libtorch peer is built from Debian's packages, on Linux only";
        else if (Repository.Root is null) reason = "the benchmarks do not lie in a checkout, so peers/libtorch was not found";
        if (reason.Length > 0) return false;
        program = Repository.PathOf("artifacts", "peers", "libtorch", "peer");
        string script = Repository.PathOf("tests", "Gensyn.Benchmarks", "peers", "libtorch", "build.sh");
        using Process build = Process.Start(new ProcessStartInfo("/bin/sh", [script, program]) { RedirectStandardError = true, UseShellExecute = false })!; // Null only with a shell.
        string said = build.StandardError.ReadToEnd().Trim();
        build.WaitForExit();
        if (build.ExitCode != 0) reason = said;
        return build.ExitCode == 0;
    }
}
