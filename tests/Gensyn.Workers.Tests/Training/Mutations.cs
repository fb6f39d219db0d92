using System.Buffers.Binary;
using Xunit;

namespace Gensyn.Workers.Tests.Training;

/// <summary>Feeds damaged files to a reader: it must read or refuse them with its own exception, in memory that follows from their length.</summary>
internal static class Mutations
{
    private static readonly long[] Interesting = [0, 1, -1, 127, 128, 255, 256, 32767, 65535, int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue, long.MinValue];

    /// <summary>Reads so many damaged copies of the whole files; a failure names the seed and the round, and has the bytes.</summary>
    /// <param name="wholes">Well-formed files.</param>
    /// <param name="count">How many damaged copies.</param>
    /// <param name="read">The reader under test.</param>
    /// <param name="bytesPerByte">How many bytes may be allocated for each byte of the file.</param>
    /// <param name="bytesBesides">How many bytes may be allocated whatever the file.</param>
    /// <param name="seed">What the damage follows from.</param>
    public static void Refused<TException>(byte[][] wholes, int count, Action<byte[]> read, long bytesPerByte, long bytesBesides = 1 << 18, int seed = 7)
        where TException : Exception
    {
        // What is allocated once, such as static tables and the code of exceptions, is not the reader's cost.
        foreach (byte[] whole in wholes)
        {
            read(whole);
            Try(read, whole[..(whole.Length / 2)]);
        }

        Random random = new(seed);
        int refused = 0;
        for (int round = 0; round < count; round++)
        {
            byte[] damaged = Damage(wholes[random.Next(wholes.Length)], random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Exception? thrown = Try(read, damaged);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

            Assert.True(thrown is null or TException, $"seed {seed}, round {round}: {thrown}\n{Convert.ToHexString(damaged)}");
            long allowed = (bytesPerByte * damaged.Length) + bytesBesides;
            Assert.True(allocated <= allowed, $"seed {seed}, round {round}: {allocated} bytes allocated for a file of {damaged.Length}\n{Convert.ToHexString(damaged)}");
            if (thrown is not null) refused++;
        }

        // Damage that is never noticed would mean that the reader was not reached.
        Assert.True(refused > 0);
    }

    /// <summary>One to four changes: bytes, bits, numbers that are limits of types, parts left out, doubled or moved, and an early end.</summary>
    public static byte[] Damage(byte[] whole, Random random)
    {
        List<byte> bytes = [.. whole];
        for (int changes = random.Next(1, 5); changes > 0 && bytes.Count > 0; changes--)
        {
            int at = random.Next(bytes.Count), length = random.Next(1, Math.Min(16, bytes.Count - at) + 1);
            switch (random.Next(8))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: bytes[at] += (byte)(random.Next(2) == 0 ? 1 : 255); break;
                case 3: bytes.RemoveRange(at, length); break;
                case 4: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
                case 5: bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length)); break;
                case 6: bytes.RemoveRange(at, bytes.Count - at); break;
                default: Number(bytes, at, random); break;
            }
        }

        return [.. bytes];
    }

    private static void Number(List<byte> bytes, int at, Random random)
    {
        byte[] number = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(number, Interesting[random.Next(Interesting.Length)]);
        int width = 1 << random.Next(4);
        if (random.Next(2) == 0) Array.Reverse(number, 0, width);
        for (int i = 0; i < width && at + i < bytes.Count; i++) bytes[at + i] = number[i];
    }

    private static Exception? Try(Action<byte[]> read, byte[] file)
    {
        try
        {
            read(file);
            return null;
        }
        catch (Exception thrown)
        {
            return thrown;
        }
    }
}
