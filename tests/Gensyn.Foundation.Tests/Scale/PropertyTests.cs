using FsCheck;
using FsCheck.Fluent;
using Gensyn.Scale;
using Xunit;

namespace Gensyn.Foundation.Tests.Scale;

/// <summary>What must hold for every codec and every input. FsCheck prints the seed and the arguments of what fails.</summary>
public sealed class PropertyTests
{
    // The costliest byte of input: the count of a list whose items are records of many fields, for which four are made room for.
    private const int BytesPerInputByte = 200;
    private const int BytesBeside = 4096;

    private static readonly Config _config = Config.QuickThrowOnFailure.WithMaxTest(300);

    public static TheoryData<int> Shapes => [.. Enumerable.Range(0, Shape.All.Count)];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Value_EncodedAndDecoded_IsTheSame(int index)
    {
        Shape shape = Shape.All[index];
        Prop.ForAll<int>(seed =>
        {
            byte[] encoded = shape.Sample(new Random(seed));
            Assert.Equal(encoded, shape.Through(encoded));
            Assert.Equal(encoded.Length, shape.Skipped([.. encoded, 1, 2, 3]));
            Assert.InRange(encoded.Length, shape.MinEncodedLen, shape.MaxEncodedLen ?? int.MaxValue);
            for (int cut = 0; cut < encoded.Length; cut++) Assert.False(shape.Accepts(encoded.AsSpan(0, cut)), $"cut at {cut}");
            Assert.False(shape.Accepts([.. encoded, 0]), "a byte too many");
        }).Check(_config);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void AnyBytes_AreRefusedOrAccepted_WithinTheAllowance(int index)
    {
        Shape shape = Shape.All[index];
        Prop.ForAll<byte[]>(input => Survives(shape, input)).Check(_config);
    }

    // Random bytes seldom get far, so these start from good ones: a byte changed, doubled, dropped, or a length made enormous.
    [Theory]
    [MemberData(nameof(Shapes))]
    public void GoodBytes_Damaged_AreRefusedOrAccepted_WithinTheAllowance(int index)
    {
        Shape shape = Shape.All[index];
        Prop.ForAll<int>(seed =>
        {
            Random random = new(seed);
            List<byte> bytes = [.. shape.Sample(random)];
            for (int damage = random.Next(1, 4); damage > 0 && bytes.Count > 0; damage--)
            {
                int at = random.Next(bytes.Count);
                switch (random.Next(4))
                {
                    case 0:
                        bytes[at] = (byte)random.Next(256);
                        break;
                    case 1:
                        bytes.Insert(at, bytes[at]);
                        break;
                    case 2:
                        bytes.RemoveAt(at);
                        break;
                    default:
                        bytes.InsertRange(at, [0xfe, 0xff, (byte)random.Next(256), (byte)random.Next(2)]);
                        break;
                }
            }

            Survives(shape, [.. bytes]);
        }).Check(_config);
    }

    // Each level claims as many children as there are bytes left: room for all of them on all levels would be the square of the input.
    [Fact]
    public void NestedListsThatClaimTheRest_StayWithinTheAllowance()
    {
        byte[] level = [1, 0xfe, 0xff, 0x03, 0x00];
        byte[] input = [.. Enumerable.Repeat(level, ScaleReader.MaxDepth + 1).SelectMany(static b => b), .. new byte[1 << 17]];

        Assert.True(Measure(() => Tree.Codec.TryDecode(input, out _)) <= (BytesPerInputByte * 5L * ScaleReader.MaxDepth) + BytesBeside);
        Assert.False(Tree.Codec.TryDecode(input, out _));
    }

    [Fact]
    public void Skip_OfAnyBytes_NeverThrows() => Prop.ForAll<byte[]>(static input =>
    {
        foreach (Shape shape in Shape.All) shape.Skipped(input);
    }).Check(_config);

    private static void Survives(Shape shape, byte[] input)
    {
        long allocated = Measure(() => shape.Accepts(input));
        Assert.True(allocated <= (BytesPerInputByte * (long)input.Length) + BytesBeside, $"{input.Length} bytes made {shape} allocate {allocated}");
        byte[]? through = shape.Through(input);
        if (through is not null && shape.IsCanonical) Assert.Equal(input, through);
        if (through is not null) Assert.Equal(through, shape.Through(through));
    }

    private static long Measure(Func<bool> decode)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        decode();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
