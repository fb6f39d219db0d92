using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using StbImageSharp;

namespace Gensyn.Workers.Training.Sources;

/// <summary>Reads images from a folder that has one sub-folder for each class: PNG or JPEG, all of one size.</summary>
/// <remarks>
/// Classes and, in them, files are in ordinal order of their names; names that start with a dot are passed over. Decoding uses integers only, so every machine gets the same pixels;
/// 16-bit samples keep their upper byte and transparency is dropped. Sizes are checked against the limits before the decoder sees a file.
/// </remarks>
public sealed class ImageFolder
{
    private ImageFolder(ImmutableArray<string> classes, int height, int width, ImageChannels channels, byte[] pixels, int[] labels)
    {
        Classes = classes;
        Height = height;
        Width = width;
        Channels = channels;
        Pixels = pixels;
        Labels = labels;
    }

    /// <summary>The sub-folders' names; each one's place is its label.</summary>
    public ImmutableArray<string> Classes { get; }

    /// <summary>How many images there are.</summary>
    public int Count => Labels.Length;

    /// <summary>Rows of an image.</summary>
    public int Height { get; }

    /// <summary>Columns of an image.</summary>
    public int Width { get; }

    /// <summary>Bytes of a pixel.</summary>
    public ImageChannels Channels { get; }

    /// <summary>The images one after the other: <see cref="Count"/> × <see cref="Height"/> × <see cref="Width"/> × <see cref="Channels"/>.</summary>
    public byte[] Pixels { get; }

    /// <summary>The images' labels.</summary>
    public int[] Labels { get; }

    /// <summary>Reads a folder.</summary>
    /// <exception cref="TrainingDataException">A file is malformed, over a limit or of another size than the first; the message names it.</exception>
    public static ImageFolder Read(string path, ImageFolderOptions? options = null)
    {
        options ??= ImageFolderOptions.Default;
        ImmutableArray<string> classes = [.. Names(Directory.EnumerateDirectories(path))];
        if (classes.Length == 0) Throw(Path.GetFileName(path), "has no sub-folders, one of which is needed for each class");
        if (classes.Length > options.Classes) Throw(Path.GetFileName(path), $"has {classes.Length} sub-folders; at most {options.Classes} are read");
        List<int> labels = [];
        byte[] pixels = [];
        ImageHeader size = default;
        int used = 0;
        for (int label = 0; label < classes.Length; label++)
        {
            string folder = Path.Combine(path, classes[label]);
            if (Names(Directory.EnumerateDirectories(folder)).FirstOrDefault() is { } nested) Throw($"{classes[label]}/{nested}", "is a folder within a class");
            int before = labels.Count;
            foreach (string file in Names(Directory.EnumerateFiles(folder)))
            {
                string name = $"{classes[label]}/{file}";
                if (labels.Count == options.Files) Throw(name, $"is one more than the {options.Files} files that are read");
                byte[] bytes = UntrustedStream.ReadFile(Path.Combine(folder, file), options.FileBytes);
                ImageHeader header = ImageHeader.Parse(bytes, options.Side, name);
                if (labels.Count == 0) size = header;
                if (header != size) Throw(name, $"is {header.Width}×{header.Height} pixels where the first image has {size.Width}×{size.Height}");
                int length = header.Width * header.Height * (int)options.Channels;
                long most = Math.Min(options.PixelBytes, Array.MaxLength);
                if (used > most - length) Throw(name, $"brings the images over the limit of {most} bytes");
                byte[] decoded = Decode(bytes, header, options.Channels, name);
                if (pixels.Length - used < length) Array.Resize(ref pixels, (int)Math.Min(most, Math.Max(2L * pixels.Length, used + (long)length)));
                decoded.CopyTo(pixels, used);
                used += length;
                labels.Add(label);
            }

            if (labels.Count == before) Throw(classes[label], "has no images");
        }

        Array.Resize(ref pixels, used);
        return new ImageFolder(classes, size.Height, size.Width, options.Channels, pixels, [.. labels]);
    }

    /// <summary>Decodes one PNG or JPEG image: its size, and its pixels row by row; the name appears in errors.</summary>
    /// <exception cref="TrainingDataException">The image is malformed or over a limit.</exception>
    public static (int Height, int Width, byte[] Pixels) Decode(byte[] file, string name, ImageFolderOptions? options = null)
    {
        options ??= ImageFolderOptions.Default;
        if (file.Length > options.FileBytes) Throw(name, $"is {file.Length} bytes long, over the limit of {options.FileBytes}");
        ImageHeader header = ImageHeader.Parse(file, options.Side, name);
        return (header.Height, header.Width, Decode(file, header, options.Channels, name));
    }

    private static byte[] Decode(byte[] file, ImageHeader header, ImageChannels channels, string name)
    {
        ImageResult image;
        try
        {
            image = ImageResult.FromMemory(file, channels == ImageChannels.Greyscale ? ColorComponents.Grey : ColorComponents.RedGreenBlue);
        }
        catch (Exception broken) when (broken is not OutOfMemoryException)
        {
            // The decoder is a translation from C and throws whatever its arrays and pointers throw.
            throw new TrainingDataException($"{name} cannot be decoded ({broken.Message})", broken);
        }

        if (image.Width != header.Width || image.Height != header.Height || image.Data.Length != header.Width * header.Height * (int)channels) Throw(name, "decodes to another size than its header has");
        return image.Data;
    }

    private static IEnumerable<string> Names(IEnumerable<string> paths) =>
        paths.Select(static path => Path.GetFileName(path)).Where(static name => !name.StartsWith('.')).Order(StringComparer.Ordinal);

    [DoesNotReturn]
    private static void Throw(string name, string what) => throw new TrainingDataException($"{name} {what}");
}
