namespace Gensyn.Workers.Training.Sources;

/// <summary>Draws 28×28 images of the digits 0 to 9 from a seed, with integers only, so every machine draws the same bytes.</summary>
/// <remarks>
/// A digit is a few strokes; each image bends them by a random affine map, moves their joints a little and varies thickness, ink and noise.
/// Image <c>i</c> depends on the seed and <c>i</c> alone.
/// </remarks>
public static class DrawnDigits
{
    /// <summary>Pixels on a side.</summary>
    public const int Side = 28;

    /// <summary>Bytes of one image.</summary>
    public const int Pixels = Side * Side;

    // Drawing units in a pixel; strokes below are in hundredths of the glyph's box.
    private const int Unit = 256;

    private static readonly sbyte[][][] Strokes =
    [
        [[50, 4, 72, 14, 82, 38, 82, 62, 72, 86, 50, 96, 28, 86, 18, 62, 18, 38, 28, 14, 50, 4]],
        [[30, 24, 54, 4, 54, 96]],
        [[20, 26, 30, 10, 50, 4, 70, 10, 78, 28, 70, 46, 20, 96, 82, 96]],
        [[22, 12, 50, 4, 74, 14, 76, 32, 64, 44, 44, 48, 66, 52, 80, 68, 74, 88, 50, 96, 20, 86]],
        [[66, 96, 66, 4, 16, 66, 88, 66]],
        [[78, 4, 30, 4, 24, 46, 50, 38, 74, 48, 80, 68, 70, 88, 46, 96, 20, 88]],
        [[70, 6, 44, 18, 26, 42, 20, 68, 30, 90, 50, 96, 72, 88, 80, 68, 70, 52, 50, 46, 28, 56]],
        [[18, 4, 82, 4, 44, 96]],
        [[50, 48, 28, 38, 24, 20, 36, 6, 50, 4, 64, 6, 76, 20, 72, 38, 50, 48, 76, 60, 80, 80, 68, 94, 50, 96, 32, 94, 20, 80, 24, 60, 50, 48]],
        [[74, 44, 50, 54, 28, 46, 20, 28, 30, 10, 50, 4, 72, 12, 78, 32, 74, 62, 60, 96]],
    ];

    /// <summary>The digit drawn on image <paramref name="index"/>: each of the ten comes up once in every ten images.</summary>
    public static byte Label(ulong seed, int index)
    {
        Span<byte> order = stackalloc byte[10];
        for (int i = 0; i < 10; i++) order[i] = (byte)i;
        Stream random = new(seed, ~(ulong)(index / 10));
        for (int i = 9; i > 0; i--)
        {
            int other = random.Below(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order[index % 10];
    }

    /// <summary>Draws images <paramref name="first"/> onwards: pixels row by row, and their labels.</summary>
    public static (byte[] Images, byte[] Labels) Draw(ulong seed, int first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        byte[] images = new byte[checked(count * Pixels)];
        byte[] labels = new byte[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = Label(seed, first + i);
            DrawOne(labels[i], new Stream(seed, (ulong)(first + i)), images.AsSpan(i * Pixels, Pixels));
        }

        return (images, labels);
    }

    private static void DrawOne(byte digit, Stream random, Span<byte> image)
    {
        // Widths, slant and turn in 1/1024; the glyph's box is about 18 pixels.
        int width = random.Between(620, 1080), height = random.Between(800, 1120);
        int slant = random.Between(-330, 200), turn = random.Between(-140, 140);
        int offsetX = random.Between(-3 * Unit, 3 * Unit), offsetY = random.Between(-3 * Unit, 3 * Unit);
        int halfWidth = random.Between(Unit * 5 / 8, Unit * 13 / 8);
        int ink = random.Between(170, 256), noise = random.Between(0, 40);

        Span<int> points = stackalloc int[64];
        foreach (sbyte[] stroke in Strokes[digit])
        {
            for (int p = 0; p < stroke.Length; p += 2)
            {
                int x = ((stroke[p] - 50) * 18 * Unit / 100) + random.Between(-Unit * 3 / 4, Unit * 3 / 4);
                int y = ((stroke[p + 1] - 50) * 20 * Unit / 100) + random.Between(-Unit * 3 / 4, Unit * 3 / 4);
                points[p] = (((x * width) - (y * slant)) >> 10) + (Side * Unit / 2) + offsetX;
                points[p + 1] = (((y * height) + (x * turn)) >> 10) + (Side * Unit / 2) + offsetY;
            }

            Ink(points[..stroke.Length], halfWidth, ink, image);
        }

        for (int i = 0; i < image.Length; i++)
        {
            int value = image[i] + (noise == 0 ? 0 : random.Between(-noise, noise + 1));
            image[i] = (byte)Math.Clamp(value, 0, 255);
        }
    }

    private static void Ink(ReadOnlySpan<int> points, int halfWidth, int ink, Span<byte> image)
    {
        for (int y = 0; y < Side; y++)
        {
            for (int x = 0; x < Side; x++)
            {
                long nearest = long.MaxValue;
                for (int p = 0; p + 3 < points.Length; p += 2)
                {
                    long distance = SquaredDistance((x * Unit) + (Unit / 2), (y * Unit) + (Unit / 2), points[p], points[p + 1], points[p + 2], points[p + 3]);
                    nearest = Math.Min(nearest, distance);
                }

                // One pixel of soft edge.
                long depth = halfWidth + (Unit / 2) - SquareRoot(nearest);
                int value = (int)(Math.Clamp(depth, 0, Unit) * ink / Unit);
                ref byte pixel = ref image[(y * Side) + x];
                pixel = (byte)Math.Max(pixel, Math.Min(value, 255));
            }
        }
    }

    private static long SquaredDistance(long x, long y, long fromX, long fromY, long toX, long toY)
    {
        long alongX = toX - fromX, alongY = toY - fromY, length = (alongX * alongX) + (alongY * alongY);
        long along = Math.Clamp(((x - fromX) * alongX) + ((y - fromY) * alongY), 0, length);
        long nearX = fromX, nearY = fromY;
        if (length > 0)
        {
            nearX += alongX * along / length;
            nearY += alongY * along / length;
        }

        return ((x - nearX) * (x - nearX)) + ((y - nearY) * (y - nearY));
    }

    private static long SquareRoot(long value)
    {
        long root = 0;
        for (long bit = 1L << 15; bit > 0; bit >>= 1)
        {
            if ((root + bit) * (root + bit) <= value) root += bit;
        }

        return root;
    }

    /// <summary>SplitMix64 (Steele, Lea and Flood, 2014): any seed starts a well-mixed sequence.</summary>
    private struct Stream(ulong seed, ulong index)
    {
        private ulong _state = Mix(seed + 0x9E3779B97F4A7C15UL) ^ Mix(index + 0xD1B54A32D192ED03UL);

        /// <summary>A number from 0 to <paramref name="bound"/> − 1; the bias of a 32-bit multiply is beyond notice here.</summary>
        public int Below(int bound)
        {
            _state += 0x9E3779B97F4A7C15UL;
            return (int)(((Mix(_state) >> 32) * (ulong)bound) >> 32);
        }

        /// <summary>A number from <paramref name="from"/> to <paramref name="to"/> − 1.</summary>
        public int Between(int from, int to) => from + Below(to - from);

        private static ulong Mix(ulong z)
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }
}
