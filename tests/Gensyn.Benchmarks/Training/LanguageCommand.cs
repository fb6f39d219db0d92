using System.CommandLine;
using System.Diagnostics;
using Gensyn.Testing;
using Gensyn.Workers.Tensors;
using Gensyn.Workers.Tests.Training;
using Gensyn.Workers.Training.Engines;
using Gensyn.Workers.Training.Models;
using Gensyn.Workers.Training.Runs;
using Gensyn.Workers.Training.Sources;

namespace Gensyn.Benchmarks.Training;

/// <summary><c>language</c>: trains gpt-nano on a text and says how well it guesses characters that it has not seen.</summary>
internal static class LanguageCommand
{
    private const double MostNats = 1.8;
    private const uint DefaultSteps = 2500;
    private const uint LongestWarmUp = 100;
    private const int HeldOutShare = 10;
    private const int HeldOutWindows = 256;

    private static readonly Option<uint?> Steps = new("--steps") { Description = "The budget of training steps; 2500 by default." };
    private static readonly Option<FileInfo?> Text = new("--text") { Description = "A UTF-8 text; by default shared/data/tinyshakespeare/input.txt beside the repository." };
    private static readonly Option<int?> Threads = new("--threads") { Description = "How many threads to use; 2 by default." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new("language", "Trains a GPT of 4 blocks of 128 numbers on a text by AdamW with warm-up and cosine; exits with 1 above 1.8 held-out nats a character.")
        {
            Steps, Text, Threads,
        };
        command.Validators.Add(static result =>
        {
            if (result.GetValue(Steps) is < 10 or > int.MaxValue / 2) result.AddError("--steps is at least 10.");
            if (result.GetValue(Threads) is < 1 or > 64) result.AddError("--threads is a number from 1 to 64.");
            if (FindText(result.GetValue(Text)) is null) result.AddError("--text: there is no such file.");
        });
        command.SetAction(static result => RunAsync(FindText(result.GetValue(Text))!, result.GetValue(Steps) ?? DefaultSteps, result.GetValue(Threads) ?? 2));
        return command;
    }

    // The last tenth is held out, and the metric reads windows from its start.
    private static async Task<int> RunAsync(string path, uint steps, int threads)
    {
        int characters = TextFile.Read(path).Count(), heldOut = characters / HeldOutShare;
        TokenText text = TokenText.ReadCharacters(path, characters - heldOut, heldOut);
        int vocabulary = text.Vocabulary;
        TextFeed feed = new(BarModels.Windows, BarModels.Context, HeldOutWindows);
        Adam optimiser = new(1e-3f, Beta2: 0.99f, WeightDecay: 0.1f, IsDecoupled: true)
        {
            ClipNorm = 1f,
            Schedule = new AnnealedSchedule(steps, Least: 0.1f, WarmUp: Math.Min(LongestWarmUp, steps / 10)),
        };
        ModelDefinition model = new((layers, tokens) => Architectures.Gpt(layers, tokens, vocabulary), feed, optimiser, Metric.Loss);
        TrainingJob job = new(model.Build([.. text.Tensors.Select(static one => one.Type)]), text.Tensors, seed: 1, steps, checkpointInterval: steps);
        Console.WriteLine(FormattableString.Invariant(
            $"{characters:N0} characters, {vocabulary} different, {heldOut:N0} held out; a budget of {steps:N0} steps of {BarModels.Windows} windows of {BarModels.Context} characters"));

        long began = Stopwatch.GetTimestamp();
        TrainingRun run = new(job, new BitwiseEngine(KernelPath.Auto, threads))
        {
            ReportInterval = TimeSpan.FromSeconds(10),
            OnProgress = static progress => Console.WriteLine(FormattableString.Invariant($"step {progress.Step,6}  loss {progress.Loss:0.000}  {progress.StepsPerSecond:0.00} steps a second")),
        };
        TrainingHistory history = await run.RunAsync().ConfigureAwait(false);
        bool holds = history.Metric <= MostNats;
        Console.WriteLine(FormattableString.Invariant(
            $"{history.Metric:0.000} held-out nats a character after {steps:N0} steps in {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s; at most {MostNats} are asked: {(holds ? "ok" : "MISS")}"));
        return holds ? 0 : 1;
    }

    private static string? FindText(FileInfo? given) =>
        given is null ? Repository.Shared("data", "tinyshakespeare", "input.txt") : given.Exists ? given.FullName : null;
}
