using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Gensyn.Verification;
using Gensyn.Workers.Training.Models;
using Gensyn.Workers.Training.Sources;

namespace Gensyn.Workers.Commands;

/// <content>The data, and what is said about them.</content>
internal static partial class SubmitCommand
{
    private const int ClassesShown = 20;
    private const int MostUnits = 65_536;

    private static readonly Option<FileSystemInfo?> Data = new("--data")
    {
        Description = "Rows to learn from: an IDX(.gz) or .npy file (with --labels), a .csv or .npz file (arrays x and y), or a folder of PNG or JPEG images with a sub-folder for each class.",
    };

    private static readonly Option<FileInfo?> Labels = new("--labels") { Description = "File of the targets of an IDX or .npy file, of the same format." };
    private static readonly Option<string[]> Targets = new("--target")
    {
        Description = "Columns of a .csv to be told, by name or by number from 0 (-1 is the last, which is the default): one of labels, or numbers for mse, l1 and bce.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<bool> Greyscale = new("--greyscale") { Description = "Take the images of a folder as greyscale." };
    private static readonly Option<string?> Channels = new("--channels")
    {
        Description = "Where an array of images with four dimensions has its channels: first, as PyTorch has them, or last. It must be told where they seem to be first.",
    };

    private static readonly Option<ulong?> Shuffle = new("--shuffle")
    {
        Description = "Shuffle rows before the split, by this seed: for files that are sorted. Folders, sorted by class, are always shuffled (by 0).",
    };

    private static readonly Option<int?> Classes = new("--classes") { Description = "How many labels there are; as many as the data have where it is left out." };
    private static readonly Option<FileInfo?> Text = new("--text") { Description = "UTF-8 text, for gpt-nano." };
    private static readonly Option<string> Tokenizer = new("--tokenizer") { Description = "What the tokens of a text are: char or bpe (byte pairs).", DefaultValueFactory = static _ => "char" };
    private static readonly Option<int> Vocabulary = new("--vocabulary") { Description = "Byte pairs that are learnt from the text at most, 256 bytes among them.", DefaultValueFactory = static _ => 512 };
    private static readonly Option<FileInfo?> TokenizerOutput = new("--tokenizer-output") { Description = "Where the byte pairs (JSON) go, which whoever uses the model needs." };
    private static readonly Option<string> LossName = new("--loss")
    {
        Description = "What training lowers: cross-entropy of labels; mse, l1 or bce (with logits) of numbers.",
        DefaultValueFactory = static _ => "cross-entropy",
    };

    private static readonly Option<float> LabelSmoothing = new("--label-smoothing") { Description = "How much of a label is spread over all classes, from 0 to 1." };
    private static readonly Option<uint?> IgnoreIndex = new("--ignore-index") { Description = "The label whose rows do not count." };

    // The numbers that have no sense below 1, before anything is read.
    private static void RequirePositive(ParseResult arguments)
    {
        foreach (Option<int> option in (ReadOnlySpan<Option<int>>)[Train, HeldOut, Batch, MicroBatches, Context]) Require(option.Name, arguments.GetValue(option));
        foreach (Option<uint> option in (ReadOnlySpan<Option<uint>>)[Steps, Interval]) Require(option.Name, arguments.GetValue(option));
        if (arguments.GetValue(Classes) is { } classes) Require(Classes.Name, classes);
        foreach (int units in arguments.GetValue(Hidden)!)
        {
            if (units is < 1 or > MostUnits) throw new FormatException($"{Hidden.Name}: expected 1 to {MostUnits} units, not {units}.");
        }

        static void Require(string name, long value)
        {
            if (value < 1) throw new FormatException($"{name}: expected at least 1, not {value}.");
        }
    }

    private static (Loss Loss, Metric Metric) ReadLoss(ParseResult arguments)
    {
        float smoothing = arguments.GetValue(LabelSmoothing);
        if (smoothing is not (>= 0f and <= 1f)) throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"--label-smoothing: expected a number from 0 to 1, not {smoothing}."));
        string name = arguments.GetValue(LossName)!; // It has a default.
        if (name == "cross-entropy") return (new CrossEntropyLoss(smoothing, arguments.GetValue(IgnoreIndex)), Metric.Accuracy);
        (Loss, Metric) numbers = name switch
        {
            "mse" => (new MSELoss(), Metric.MeanSquaredError),
            "l1" => (new L1Loss(), Metric.MeanAbsoluteError),
            "bce" => (new BCEWithLogitsLoss(), Metric.BinaryAccuracy),
            _ => throw new FormatException($"--loss: expected cross-entropy, mse, l1 or bce, not {name}."),
        };
        Refuse(arguments, "labels and cross-entropy", LabelSmoothing, IgnoreIndex, Classes);
        return numbers;
    }

    private static LabelledRows ReadRows(ParseResult arguments, string model, bool areNumbers)
    {
        Refuse(arguments, "a model of text", Text, Context, Tokenizer, Vocabulary, TokenizerOutput);
        FileSystemInfo data = arguments.GetValue(Data) ?? throw new FormatException($"--data: a {model} needs rows to learn from.");
        string path = data.FullName;
        bool isFolder = System.IO.Directory.Exists(path);
        string kind = isFolder ? "a folder" : data.Extension.ToLowerInvariant();
        bool isPair = kind is not ("a folder" or ".csv" or ".npz");
        if (!isPair) Refuse(arguments, "an IDX or .npy file", Labels);
        if (kind != ".csv") Refuse(arguments, "a .csv file", Targets);
        if (!isFolder) Refuse(arguments, "a folder of images", Greyscale);
        if (isFolder || kind == ".csv") Refuse(arguments, "arrays", Channels);
        ChannelOrder? channels = arguments.GetValue(Channels) switch
        {
            null => null,
            "first" => ChannelOrder.First,
            "last" => ChannelOrder.Last,
            var other => throw new FormatException($"{Channels.Name}: expected first or last, not {other}."),
        };
        if (areNumbers && kind is not (".csv" or ".npy" or ".npz")) throw new FormatException($"--loss: {data.Name} has labels; numbers to learn come from a .csv, .npy or .npz file.");

        string labels = isPair ? arguments.GetValue(Labels)?.FullName ?? throw new FormatException($"--labels: {data.Name} needs a file of its targets.") : "";
        ImageFolderOptions images = new() { Channels = arguments.GetValue(Greyscale) ? ImageChannels.Greyscale : ImageChannels.Rgb };
        LabelledTable table = kind switch
        {
            "a folder" => LabelledTable.ReadImages(path, images),
            ".csv" => LabelledTable.ReadCsv(path, [.. arguments.GetValue(Targets)!.Select(ColumnOf)], areNumbers),
            ".npy" => LabelledTable.ReadNpy(path, labels, areNumbers, channels),
            ".npz" => LabelledTable.ReadNpz(path, areNumbers, channels),
            _ => LabelledTable.ReadIdx(path, labels, channels),
        };
        if (!table.Classes.IsEmpty) Console.WriteLine($"labels: {string.Join(", ", table.Classes.Take(ClassesShown).Select(static (name, label) => $"{label} is {name}"))}{(table.Classes.Length > ClassesShown ? ", …" : "")}");
        string rows = table.Image is { } image ? $"images of {image.Height} × {image.Width} × {image.Channels}" : $"rows of {table.Rows.Type.Shape.Columns}";
        Console.WriteLine($"data: {table.Rows.Type.Shape.Rows} {rows}, {(table.Rows.Type.Type == DataType.UInt8 ? "bytes" : "numbers")}");
        return table.Split(arguments.GetValue(Train), arguments.GetValue(HeldOut), arguments.GetValue(Shuffle) ?? (isFolder ? 0ul : null));
    }

    private static TokenText ReadText(ParseResult arguments)
    {
        Refuse(arguments, "a model of rows", Data, Labels, Targets, Greyscale, Channels, Shuffle, Classes);
        string path = (arguments.GetValue(Text) ?? throw new FormatException("--text: a model of text needs one.")).FullName;
        int training = arguments.GetValue(Train), heldOut = arguments.GetValue(HeldOut), vocabulary = arguments.GetValue(Vocabulary);
        switch (arguments.GetValue(Tokenizer))
        {
            case "char":
                Refuse(arguments, "--tokenizer bpe", Vocabulary, TokenizerOutput);
                return TokenText.ReadCharacters(path, training, heldOut);
            case "bpe":
                if (vocabulary is < 257 or > BytePairTokenizer.MaxVocabulary) throw new FormatException($"--vocabulary: expected 257 to {BytePairTokenizer.MaxVocabulary} tokens, not {vocabulary}.");
                (TokenText text, BytePairTokenizer tokenizer) = TokenText.ReadBytePairs(path, vocabulary, training, heldOut);
                if (arguments.GetValue(TokenizerOutput) is { } output && !arguments.GetValue(DryRun)) tokenizer.Save(output.FullName);
                return text;
            case var other:
                throw new FormatException($"--tokenizer: expected char or bpe, not {other}.");
        }
    }

    private static CsvColumn ColumnOf(string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int place) ? place : text;

    /// <summary>An option that would do nothing is a mistake of whoever gave it.</summary>
    private static void Refuse(ParseResult arguments, string what, params ReadOnlySpan<Option> options)
    {
        foreach (Option option in options)
        {
            if (arguments.GetResult(option) is { Implicit: false }) throw new FormatException($"{option.Name}: only for {what}.");
        }
    }
}
