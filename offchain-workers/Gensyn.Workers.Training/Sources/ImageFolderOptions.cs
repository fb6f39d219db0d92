namespace Gensyn.Workers.Training.Sources;

/// <summary>How many numbers a pixel has.</summary>
public enum ImageChannels
{
    /// <summary>One: how bright it is.</summary>
    Greyscale = 1,

    /// <summary>Three: red, green and blue.</summary>
    Rgb = 3,
}

/// <summary>What is read from a folder of images, and how much at most.</summary>
public sealed record ImageFolderOptions
{
    /// <summary>Colour images within the default limits.</summary>
    public static ImageFolderOptions Default { get; } = new();

    /// <summary>What each pixel is turned into.</summary>
    public ImageChannels Channels { get; init; } = ImageChannels.Rgb;

    /// <summary>Bytes of all pixels together: 1 GiB.</summary>
    public long PixelBytes { get; init; } = 1L << 30;

    /// <summary>Bytes of one file: 16 MiB.</summary>
    public long FileBytes { get; init; } = 16L << 20;

    /// <summary>Pixels on a side.</summary>
    public int Side { get; init; } = 4_096;

    /// <summary>Sub-folders.</summary>
    public int Classes { get; init; } = 65_536;

    /// <summary>Files in all sub-folders together.</summary>
    public int Files { get; init; } = 1 << 20;
}
