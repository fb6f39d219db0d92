using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Gensyn.Frame;
using Gensyn.Pallets.Compute;
using Gensyn.Pallets.Compute.Tasks;
using Gensyn.Verification;
using Gensyn.Workers.Agents;
using Gensyn.Workers.Artefacts;
using Gensyn.Workers.Chain;
using Gensyn.Workers.Tensors;
using Gensyn.Workers.Training.Checkpoints;
using Gensyn.Workers.Training.Engines;
using Gensyn.Workers.Training.Graphs;
using Gensyn.Workers.Training.Models;
using Gensyn.Workers.Training.Sources;

namespace Gensyn.Workers.Commands;

/// <summary><c>gensyn submit</c>: publishes data, submits a task and serves the data until it is settled.</summary>
internal static partial class SubmitCommand
{
    private const uint DefaultInterval = 100;
    private const uint MostSteps = 1 << 30;

    private static readonly Option<string> Suri = CommonOptions.Suri();
    private static readonly Option<int> Train = new("--train") { Description = "Rows, characters or tokens to train on, from the start of the data.", Required = true };
    private static readonly Option<int> HeldOut = new("--held-out") { Description = "Rows, characters or tokens to test on, from their end.", Required = true };
    private static readonly Option<string> Model = new("--model") { Description = "The architecture: mlp, lenet, resnet8 or gpt-nano (4 blocks of 128 numbers and 4 heads), or an ONNX file with its initial weights.", DefaultValueFactory = static _ => "mlp" };
    private static readonly Option<string> OptimiserName = new("--optimiser") { Description = "How parameters follow their gradients: sgd, adam or adamw.", DefaultValueFactory = static _ => "sgd" };
    private static readonly Option<float> WeightDecay = new("--weight-decay") { Description = "What is taken of each weight in a step, before the learning rate." };
    private static readonly Option<float?> ClipNorm = new("--clip-norm") { Description = "The most that the norm of all gradients may be." };
    private static readonly Option<uint> WarmUp = new("--warm-up") { Description = "Steps over which the learning rate rises from 0." };
    private static readonly Option<bool> Anneal = new("--anneal") { Description = "Let the learning rate fall along a cosine to 0 at the last step." };
    private static readonly Option<int[]> Hidden = new("--hidden") { Description = "Units of each hidden layer of an mlp.", DefaultValueFactory = static _ => [128], AllowMultipleArgumentsPerToken = true };
    private static readonly Option<int> Batch = new("--batch") { Description = "Rows or windows of a step.", DefaultValueFactory = static _ => 64 };
    private static readonly Option<int> MicroBatches = new("--micro-batches") { Description = "Parts that a step's batch is computed in one after the other, to need less memory.", DefaultValueFactory = static _ => 1 };
    private static readonly Option<int> Context = new("--context") { Description = "Tokens of a window of text.", DefaultValueFactory = static _ => 128 };
    private static readonly Option<float> LearningRate = new("--learning-rate") { Description = "How far a step moves.", DefaultValueFactory = static _ => 0.1f };
    private static readonly Option<float> Momentum = new("--momentum") { Description = "What sgd keeps of the last move.", DefaultValueFactory = static _ => 0.9f };
    private static readonly Option<uint> Steps = new("--steps") { Description = "Training steps.", DefaultValueFactory = static _ => 1000 };
    private static readonly Option<uint> Interval = new("--checkpoint-interval") { Description = "Steps between two checkpoints; 100, or all where there are fewer.", DefaultValueFactory = static _ => DefaultInterval };
    private static readonly Option<byte> Verifiers = new("--verifiers") { Description = "Verifiers drawn.", DefaultValueFactory = static _ => 3 };
    private static readonly Option<ulong> Price = new("--max-price") { Description = "The most paid for a unit of work, in plancks.", DefaultValueFactory = static _ => 2_000_000_000 };
    private static readonly Option<uint> TrainingBlocks = new("--training-blocks") { Description = "Blocks that the solver has.", DefaultValueFactory = static _ => 2000 };
    private static readonly Option<DirectoryInfo> Directory = new("--directory", "-d") { Description = "Where the published data are kept." };
    private static readonly Option<string> Listen = new("--listen") { Description = "The address that the data are served on.", DefaultValueFactory = static _ => "127.0.0.1" };
    private static readonly Option<int> Port = new("--port") { Description = "The port that the data are served on; 0 for any that is free." };
    private static readonly Option<Uri?> PublicEndpoint = CommonOptions.PublicEndpoint("the data");
    private static readonly Option<FileInfo?> Specification = new("--spec")
    {
        Description = "Write the specification here as JSON, for another wallet to submit, and serve the data until stopped.",
    };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Only tell what memory, work and fee the task would take, and what the chain would hold if the node can be reached." };
    private static readonly Option<uint?> Rehearse = new("--rehearse") { Description = "Train so many steps here first, and go on only if the loss stays a finite number." };
    private static readonly Option<FileInfo?> Output = new("--output", "-o") { Description = "Where the trained model goes: the verified checkpoint (safetensors), or for a name that ends in .onnx the model as ONNX, with PyTorch's state_dict as .safetensors beside it." };

    public static Command Create()
    {
        Command command = new("submit", "Has a model trained and verified: escrows the fee, serves the data, waits for the settlement, fetches the model.")
        {
            CommonOptions.Node, Suri, Data, Labels, Targets, Greyscale, Channels, Shuffle, Text, Tokenizer, Vocabulary, TokenizerOutput, Train, HeldOut, Model, Hidden, Classes, LossName, LabelSmoothing, IgnoreIndex, Batch, MicroBatches, Context,
            OptimiserName, LearningRate, Momentum, WeightDecay, ClipNorm, WarmUp, Anneal, Steps, Interval, Verifiers, Price, TrainingBlocks, Directory, Listen, Port, PublicEndpoint, Specification, Output, Rehearse, DryRun,
        };

        // A dry run signs and keeps nothing, and a specification is signed elsewhere.
        Suri.Required = false;
        command.Validators.Add(static result =>
        {
            if (result.GetValue(DryRun)) return;
            if (result.GetResult(Suri) is null && result.GetResult(Specification) is null) result.AddError("Option '--suri' is required.");
            if (result.GetResult(Directory) is null) result.AddError("Option '--directory' is required.");
        });
        command.SetAction(static (arguments, cancellation) => CommonOptions.RunAsync(() => RunAsync(arguments, cancellation)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        (IPAddress address, Uri? endpoint) = CommonOptions.ReadServing(arguments, Listen, Port, PublicEndpoint);
        RequirePositive(arguments);
        (ModelDefinition model, ImmutableArray<Tensor> data) = Define(arguments);
        TaskGraph graph = model.Build([.. data.Select(static one => one.Type)]);
        (uint steps, uint interval) = ReadSteps(arguments);
        SubmissionTerms terms = new(
            steps, interval, BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)), arguments.GetValue(Verifiers),
            arguments.GetValue(Price), arguments.GetValue(TrainingBlocks));
        TrainingJob job = new(graph, data, terms.Seed, terms.Steps, terms.CheckpointInterval);
        foreach (string line in EstimateReport.Lines(graph, terms)) Console.WriteLine(line);
        if (arguments.GetValue(Rehearse) is { } rehearsed) await Rehearsal.RunAsync(job, rehearsed, cancellation).ConfigureAwait(false);
        if (arguments.GetValue(DryRun)) return await QuoteAsync(arguments.GetValue(CommonOptions.Node)!, job, terms, cancellation).ConfigureAwait(false);

        // Found out now, not after the model is paid for.
        foreach (string path in OutputsOf(arguments.GetValue(Output))) WholeFile.RequireWritable(path);

        ArtefactStore store = new(arguments.GetValue(Directory)!.FullName);
        await using ArtefactServer server = await ArtefactServer.StartAsync(store, address, arguments.GetValue(Port), cancellation).ConfigureAwait(false);
        endpoint ??= server.Endpoint;
        TaskSpec spec = new Submitter(store, endpoint).Publish(graph, data, terms);
        if (arguments.GetValue(Specification) is { } file) return await ServeAsync(spec, file, endpoint, cancellation).ConfigureAwait(false);

        await using ChainClient chain = await ChainClient.ConnectAsync(arguments.GetValue(CommonOptions.Node)!, cancellation).ConfigureAwait(false);
        foreach (string line in EstimateReport.Quote(chain.At(await chain.FinalisedHeadAsync(cancellation).ConfigureAwait(false), cancellation), graph, spec, terms)) Console.WriteLine(line);
        Signer signer = Signer.FromUri(arguments.GetValue(Suri)!);
        uint task = await Submitter.SubmitAsync(chain, signer, spec, cancellation).ConfigureAwait(false);
        Console.WriteLine($"task {task} submitted; data served at {endpoint} until it is settled");
        try
        {
            return await FollowAsync(arguments.GetValue(CommonOptions.Node)!, chain, task, store, model, job, arguments.GetValue(Output), cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"task {task} goes on and what is held for it stays held, but its data are not served at {endpoint} any more: a worker that has not fetched them cannot train it. tasks.cancel from a wallet gives a task up that nobody has taken; gensyn status {task} tells how far it is.").ConfigureAwait(false);
            throw;
        }
    }

    private static async Task<int> QuoteAsync(Uri node, TrainingJob job, SubmissionTerms terms, CancellationToken cancellation)
    {
        // Where the data will be does not change the price.
        TaskSpec spec = Submitter.Specify(job.Graph, job.DataRoots(), default, new Uri("http://127.0.0.1"), terms);
        try
        {
            await using ChainClient chain = await ChainClient.ConnectAsync(node, cancellation).ConfigureAwait(false);
            foreach (string line in EstimateReport.Quote(chain.At(await chain.FinalisedHeadAsync(cancellation).ConfigureAwait(false), cancellation), job.Graph, spec, terms)) Console.WriteLine(line);
        }
        catch (Exception e) when (e is IOException or WebSocketException)
        {
            Console.WriteLine($"held until the task is settled: unknown, and whether the chain takes the task, since {node} does not answer ({e.Message})");
        }

        return 0;
    }

    private static (ModelDefinition Model, ImmutableArray<Tensor> Data) Define(ParseResult arguments)
    {
        string name = arguments.GetValue(Model)!; // It has a default.
        if (name != "mlp") Refuse(arguments, "an mlp", Hidden);
        return name switch
        {
            "mlp" or "lenet" or "resnet8" => DefineClassifier(arguments, name),
            "gpt-nano" => DefineText(arguments),
            _ when IsOnnx(name) => DefineOnnx(arguments, name),
            _ => throw new FormatException($"--model: expected mlp, lenet, resnet8, gpt-nano or a file that ends in .onnx, not {name}."),
        };
    }

    /// <summary>Refuses a loss of numbers for a text.</summary>
    internal static void RequireCrossEntropy(Loss loss)
    {
        if (loss is not CrossEntropyLoss) throw new FormatException("--loss: a model of text learns tokens, by cross-entropy.");
    }

    private static string[] OutputsOf(FileInfo? output) => output is null ? [] : IsOnnx(output.Name) ? [output.FullName, OnnxSubmission.WeightsBeside(output)] : [output.FullName];

    private static bool IsOnnx(string name) => name.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase);

    private static (ModelDefinition Model, ImmutableArray<Tensor> Data) DefineClassifier(ParseResult arguments, string name)
    {
        (Loss loss, Metric metric) = ReadLoss(arguments);
        bool areNumbers = loss is not CrossEntropyLoss;
        uint? ignored = (loss as CrossEntropyLoss)?.IgnoreIndex;
        LabelledRows data = ReadRows(arguments, name, areNumbers);
        int outputs = areNumbers ? data.TrainingLabels.Type.Shape.Columns : arguments.GetValue(Classes) ?? data.CountClasses(ignored);
        if (!areNumbers) data.RequireLabelsBelow(outputs, ignored);
        ImmutableArray<int> hidden = [.. arguments.GetValue(Hidden)!];
        (int Height, int Width, int Channels)? image = name == "mlp"
            ? null
            : data.Image ?? throw new FormatException($"--model {name}: expected images, rows × height × width, in {arguments.GetValue(Data)!.Name}.");
        Func<Layers, GraphValue, GraphValue> forward = name switch
        {
            "mlp" => (layers, rows) => Architectures.Mlp(layers, rows, hidden, outputs),
            "lenet" => (layers, rows) => Architectures.LeNet(layers, rows, outputs),
            _ => (layers, rows) => Architectures.ResNet8(layers, rows, outputs),
        };
        ModelDefinition model = new(forward, new LabelledFeed(arguments.GetValue(Batch), image), ReadOptimiser(arguments), metric) { Loss = loss, MicroBatches = arguments.GetValue(MicroBatches) };
        return (model, data.Tensors);
    }

    private static (ModelDefinition Model, ImmutableArray<Tensor> Data) DefineText(ParseResult arguments)
    {
        (Loss loss, _) = ReadLoss(arguments);
        RequireCrossEntropy(loss);
        TokenText text = ReadText(arguments);
        TextFeed feed = new(arguments.GetValue(Batch), arguments.GetValue(Context));
        ModelDefinition model = new((layers, tokens) => Architectures.Gpt(layers, tokens, text.Vocabulary), feed, ReadOptimiser(arguments), Metric.Loss) { Loss = loss, MicroBatches = arguments.GetValue(MicroBatches) };
        return (model, text.Tensors);
    }

    private static (ModelDefinition Model, ImmutableArray<Tensor> Data) DefineOnnx(ParseResult arguments, string path)
    {
        (Loss loss, Metric metric) = ReadLoss(arguments);
        int batch = arguments.GetValue(Batch);
        (ModelDefinition model, ImmutableArray<Tensor> data) = arguments.GetValue(Text) is null
            ? OnnxSubmission.OfRows(path, ReadRows(arguments, path, loss is not CrossEntropyLoss), loss, metric, batch, ReadOptimiser(arguments))
            : OnnxSubmission.OfText(path, ReadText(arguments), loss, batch, arguments.GetValue(Context), ReadOptimiser(arguments));
        return (model with { MicroBatches = arguments.GetValue(MicroBatches) }, data);
    }

    private static Optimiser ReadOptimiser(ParseResult arguments)
    {
        float rate = arguments.GetValue(LearningRate), decay = arguments.GetValue(WeightDecay);
        float momentum = arguments.GetValue(Momentum);
        Require(float.IsFinite(rate) && rate > 0f, LearningRate, "a number above 0", rate);
        Require(float.IsFinite(decay) && decay >= 0f, WeightDecay, "a number from 0", decay);
        Require(momentum is >= 0f and <= 1f, Momentum, "a number from 0 to 1", momentum);
        if (arguments.GetValue(ClipNorm) is { } norm) Require(float.IsFinite(norm) && norm > 0f, ClipNorm, "a number above 0", norm);
        if (arguments.GetValue(OptimiserName) != "sgd") Refuse(arguments, "sgd", Momentum);
        uint warmUp = arguments.GetValue(WarmUp), steps = arguments.GetValue(Steps);
        if (warmUp >= steps) throw new FormatException($"{WarmUp.Name}: expected fewer than the {steps} steps that there are, not {warmUp}.");
        Optimiser optimiser = arguments.GetValue(OptimiserName) switch
        {
            "sgd" => new Sgd(rate, momentum, WeightDecay: decay),
            "adam" => new Adam(rate, WeightDecay: decay),
            "adamw" => new Adam(rate, WeightDecay: decay, IsDecoupled: true),
            string other => throw new FormatException($"--optimiser: expected sgd, adam or adamw, not {other}."),
            null => throw new FormatException("--optimiser: expected sgd, adam or adamw."),
        };
        return optimiser with
        {
            ClipNorm = arguments.GetValue(ClipNorm),
            Schedule = arguments.GetValue(Anneal) ? new AnnealedSchedule(steps, WarmUp: warmUp) : new ConstantSchedule(warmUp),
        };

        static void Require(bool holds, Option option, string expected, float given)
        {
            if (!holds) throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{option.Name}: expected {expected}, not {given}."));
        }
    }

    private static (uint Steps, uint Interval) ReadSteps(ParseResult arguments)
    {
        uint steps = arguments.GetValue(Steps), interval = arguments.GetValue(Interval);
        if (steps > MostSteps) throw new FormatException($"{Steps.Name}: expected at most {MostSteps}, not {steps}.");
        if (interval <= steps) return (steps, interval);
        return arguments.GetResult(Interval) is { Implicit: false } ? throw new FormatException($"{Interval.Name}: expected at most the {steps} steps that there are, not {interval}.") : (steps, steps);
    }

    // The data are served all the while, so a node that goes away is waited for.
    private static async Task<int> FollowAsync(
        Uri node, ChainClient first, uint task, ArtefactStore store, ModelDefinition model, TrainingJob job, FileInfo? output, CancellationToken cancellation)
    {
        string last = "";
        ChainClient? chain = first;
        while (true)
        {
            try
            {
                chain ??= await ChainClient.ConnectAsync(node, cancellation).ConfigureAwait(false);
                await foreach (FinalisedHead head in chain.FinalisedHeadsAsync(cancellation).ConfigureAwait(false))
                {
                    ChainView view = chain.At(head, cancellation);
                    string now = StatusCommand.Describe(view, task);
                    if (now != last) Console.WriteLine($"block {head.Number}: {now}");
                    last = now;
                    if (view.Tasks.Settlements.Get(task) is { } settlement) return await DeliverAsync(view, store, model, job, settlement, output, cancellation).ConfigureAwait(false);
                    if (view.Tasks.Progress.Get(task) is null or { State: TaskState.Failed or TaskState.Expired or TaskState.Cancelled }) return 1;
                }
            }
            catch (Exception e) when (e is IOException or WebSocketException)
            {
                await Console.Error.WriteLineAsync($"{e.Message} Connecting to {node} again.").ConfigureAwait(false);
            }

            if (chain is not null && chain != first) await chain.DisposeAsync().ConfigureAwait(false);
            chain = null;
            await Task.Delay(TimeSpan.FromSeconds(2), cancellation).ConfigureAwait(false);
        }
    }

    private static async Task<int> ServeAsync(TaskSpec spec, FileInfo file, Uri endpoint, CancellationToken cancellation)
    {
        WholeFile.Write(file.FullName, Encoding.UTF8.GetBytes(SpecificationJson.Of(spec)));
        Console.WriteLine($"specification written to {file.FullName}; data served at {endpoint} until stopped");
        await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }

    private static async Task<int> DeliverAsync(
        ChainView view, ArtefactStore store, ModelDefinition definition, TrainingJob job, Settlement settlement, FileInfo? output, CancellationToken cancellation)
    {
        Console.WriteLine($"settled for {CommonOptions.Show(settlement.Fee)}, {CommonOptions.Show(settlement.Returned)} returned; metric {BitConverter.UInt32BitsToSingle(settlement.Metric)}");
        if (output is null) return 0;
        Uri source = AgentContext.EndpointOf(view, settlement.Payments.First(static p => p.Kind == PaymentKind.Solver).Who) ?? throw new ArtefactException("The solver serves no artefacts any more.");
        using ArtefactClient client = new(store);
        byte[] head = await client.GetAsync(source, settlement.Artefacts, 64 << 20, cancellation).ConfigureAwait(false);
        if (!HistoryManifest.TryParse(head, out HistoryManifest history)) throw new ArtefactException("The solver's history manifest is malformed.");

        // What was verified is S_N itself: a file that commits to anything else is not delivered.
        byte[] model = await client.GetAsync(source, history.Checkpoints[^1], Manifest.MaxLength, cancellation).ConfigureAwait(false);
        Checkpoint final = Checkpoint.Read(job, Safetensors.Parse(model), settlement.FinalState);
        if (IsOnnx(output.Name)) OnnxSubmission.Write(output, definition, job.Graph, final.State);
        else WholeFile.Write(output.FullName, model);
        Console.WriteLine($"model written to {string.Join(" and ", OutputsOf(output))}");
        return 0;
    }
}
