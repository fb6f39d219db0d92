using System.Diagnostics;
using System.Globalization;
using Gensyn.Node.Storage;
using Gensyn.Primitives;
using Xunit;

namespace Gensyn.Node.Tests.Storage;

public sealed class CrashTests
{
    [Fact]
    public async Task Kill_InTheMiddleOfWriting_LosesNothingThatWasReported()
    {
        string directory = Directory.CreateTempSubdirectory("gensyn-crash-").FullName;
        var random = new Random(Environment.TickCount);
        uint reported = 0;
        for (int round = 0; round < 6; round++)
        {
            using Process writer = Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(CrashTests).Assembly.Location, StoreWriter.Verb, directory])
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            })!;
            // Every round writes something; some die early, some after checkpoints.
            int lines = random.Next(5, 120);
            Task reading = Task.Run(async () =>
            {
                while (await writer.StandardOutput.ReadLineAsync() is { } line)
                {
                    // What it wrote to the pipe before it died was reported, too.
                    reported = uint.Parse(line, CultureInfo.InvariantCulture);
                    if (--lines == 0) writer.Kill();
                }
            });
            await reading.WaitAsync(TimeSpan.FromSeconds(60));
            await writer.WaitForExitAsync();

            await using ChainStore store = ChainStore.Open(directory, StoreWriter.Options);
            Assert.True(BlockHeader.Codec.TryDecode(store.GetHeader(store.Finalised), out BlockHeader final));
            Assert.InRange(final.Number, reported, reported + 1);
            StoreWriter.AssertWhole(store);
            reported = final.Number;
        }

        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Open_WithGarbageBehindTheLog_IgnoresIt()
    {
        await using StoreFixture fixture = new();
        string copy = Unclosed(fixture, blocks: 8);
        using (FileStream file = new(Path.Combine(copy, "log.0"), FileMode.Append))
        {
            byte[] garbage = new byte[3000];
            new Random(1).NextBytes(garbage);
            file.Write(garbage);
        }

        await using ChainStore store = ChainStore.Open(copy, fixture.Options);

        Assert.Equal(fixture.Store.Best, store.Best);
        StoreWriter.AssertWhole(store);
    }

    [Fact]
    public async Task Open_WithAHalfWrittenCommit_TakesTheOtherCopy()
    {
        await using StoreFixture fixture = new();
        string copy = Unclosed(fixture, blocks: 8);
        // The process died in writing the first slot, or the disk lost it.
        string slot = Path.Combine(copy, "log-commit-a");
        File.WriteAllBytes(slot, File.ReadAllBytes(slot)[..20]);

        await using ChainStore store = ChainStore.Open(copy, fixture.Options);

        Assert.Equal(fixture.Store.Best, store.Best);
        StoreWriter.AssertWhole(store);
    }

    [Theory]
    [InlineData("log.0", 3000)]
    [InlineData("log.0", 9000)]
    public async Task Open_WithADamagedLog_SaysSo(string file, int offset)
    {
        await using StoreFixture fixture = new();
        string copy = Unclosed(fixture, blocks: 30);
        Damage(Path.Combine(copy, file), offset);

        StorageException failure = Assert.Throws<StorageException>(() => ChainStore.Open(copy, fixture.Options));

        Assert.Contains("damaged", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(64)]
    [InlineData(4096)]
    [InlineData(5000)]
    [InlineData(9000)]
    public async Task Open_WithALogCutShort_SaysSo(int length)
    {
        await using StoreFixture fixture = new();
        string copy = Unclosed(fixture, blocks: 30);
        using (FileStream file = new(Path.Combine(copy, "log.0"), FileMode.Open)) file.SetLength(length);

        StorageException failure = Assert.Throws<StorageException>(() => ChainStore.Open(copy, fixture.Options));

        Assert.Contains("damaged", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_WithoutTheLogsCommits_SaysSo()
    {
        await using StoreFixture fixture = new();
        string copy = Unclosed(fixture, blocks: 3);
        foreach (string slot in Directory.GetFiles(copy, "log-commit-*")) File.WriteAllBytes(slot, new byte[60]);

        StorageException failure = Assert.Throws<StorageException>(() => ChainStore.Open(copy, fixture.Options));

        Assert.Contains("damaged", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_WithADamagedCheckpoint_SaysSo()
    {
        await using StoreFixture fixture = new();
        Unclosed(fixture, blocks: 30);
        await fixture.Store.DisposeAsync();
        File.WriteAllText(Path.Combine(fixture.Directory, "table-0", "checkpoint"), "something else");

        StorageException failure = Assert.Throws<StorageException>(() => ChainStore.Open(fixture.Directory, fixture.Options));

        Assert.Contains("damaged", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_OfADamagedTable_SaysSo()
    {
        await using StoreFixture fixture = new();
        Unclosed(fixture, blocks: 30);
        await fixture.Store.DisposeAsync();
        string table = Path.Combine(fixture.Directory, "table-0", "table.0");
        byte[] bytes = File.ReadAllBytes(table);
        for (int at = 5000; at < bytes.Length; at += 5000) bytes[at] ^= 0x40;
        File.WriteAllBytes(table, bytes);

        StorageException failure = Assert.Throws<StorageException>(() =>
        {
            ChainStore store = ChainStore.Open(fixture.Directory, fixture.Options);
            try
            {
                foreach (H256 block in fixture.Known)
                {
                    store.GetHeader(block);
                    store.GetBody(block);
                }
            }
            finally
            {
                store.DisposeAsync().AsTask().GetAwaiter().GetResult();
            }
        });

        Assert.Contains("damaged", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>A copy of the directory as a killed process would leave it: everything is still in the log.</summary>
    private static string Unclosed(StoreFixture fixture, int blocks)
    {
        H256 block = fixture.Add(null, true, true, (1, new byte[50]));
        for (int index = 1; index < blocks; index++) block = fixture.Add(block, true, true, ((byte)index, new byte[40 + index]));
        string copy = Path.Combine(fixture.Directory, "copy");
        foreach (string file in Directory.GetFiles(fixture.Directory, "*", SearchOption.AllDirectories))
        {
            if (Path.GetFileName(file) == "lock") continue;
            string target = Path.Combine(copy, Path.GetRelativePath(fixture.Directory, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return copy;
    }

    private static void Damage(string path, int offset)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = offset;
        int value = file.ReadByte();
        file.Position = offset;
        file.WriteByte((byte)(value ^ 0x10));
    }
}
