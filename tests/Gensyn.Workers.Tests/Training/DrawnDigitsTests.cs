using System.Security.Cryptography;
using Gensyn.Workers.Training.Sources;
using Xunit;

namespace Gensyn.Workers.Tests.Training;

public sealed class DrawnDigitsTests
{
    [Fact]
    public void Draw_OfOneSeed_WritesTheSameBytesOnEveryMachine()
    {
        (byte[] images, byte[] labels) = DrawnDigits.Draw(seed: 7, first: 0, count: 20);

        // Vectors: this drawing, kept so that a change of it is noticed; data roots of tasks depend on it.
        Assert.Equal("8111068a2e3ad015b0585167b191531ffce8e0a13c29aab817cb5bc416cec412", Convert.ToHexStringLower(SHA256.HashData(images)));
        Assert.Equal("0008030501060209070404060501080009030207", Convert.ToHexStringLower(labels));
    }

    [Fact]
    public void Draw_OfARange_IsAPartOfTheWhole()
    {
        (byte[] images, byte[] labels) = DrawnDigits.Draw(7, 0, 30);

        (byte[] part, byte[] partLabels) = DrawnDigits.Draw(7, 13, 9);

        Assert.Equal(images[(13 * DrawnDigits.Pixels)..(22 * DrawnDigits.Pixels)], part);
        Assert.Equal(labels[13..22], partLabels);
    }

    [Fact]
    public void Draw_OfTenImages_HasEveryDigitOnce()
    {
        (_, byte[] labels) = DrawnDigits.Draw(99, 40, 10);

        Assert.Equal(Enumerable.Range(0, 10).Select(static digit => (byte)digit), labels.Order());
    }

    [Fact]
    public void Draw_OfAnotherSeed_DrawsOtherImages() =>
        Assert.NotEqual(DrawnDigits.Draw(1, 0, 4).Images, DrawnDigits.Draw(2, 0, 4).Images);
}
