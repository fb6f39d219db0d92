using Gensyn.Workers.Agents;
using Xunit;

namespace Gensyn.Workers.Tests.Agents;

public sealed class JournalTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("gensyn-journal-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Get_AfterReopening_GivesTheLastRecord()
    {
        new Journal(_directory).Put("verdict-0-0-0", [1, 2]);
        new Journal(_directory).Put("verdict-0-0-0", [3]);

        Assert.Equal([3], new Journal(_directory).Get("verdict-0-0-0"));
        Assert.Null(new Journal(_directory).Get("verdict-0-0-1"));
    }

    [Fact]
    public void Get_WithAHalfWrittenRecordBeside_GivesTheWholeOne()
    {
        Journal journal = new(_directory);
        journal.Put("salt", [1, 2, 3]);
        File.WriteAllBytes(Path.Combine(_directory, "salt.part"), [9]);

        Assert.Equal([1, 2, 3], new Journal(_directory).Get("salt"));
    }

    [Fact]
    public async Task Jobs_AskedForAgain_RunOnceAndKeepTheirResult()
    {
        int runs = 0;
        BackgroundJobs jobs = new(TimeProvider.System, _ => { }, CancellationToken.None);
        Task<string> Work(CancellationToken stop) => Task.FromResult($"run {++runs}");

        Assert.False(jobs.TryFinish("a", Work, out string? _));
        string? result = null;
        for (int i = 0; i < 500 && !jobs.TryFinish("a", Work, out result); i++) await Task.Delay(10);

        Assert.Equal("run 1", result);
        Assert.True(jobs.TryFinish("a", Work, out string? again));
        Assert.Equal("run 1", again);
    }

    [Fact]
    public async Task Jobs_ThatFail_AreReportedAndTriedAgainLater()
    {
        List<string> log = [];
        ManualTime time = new();
        BackgroundJobs jobs = new(time, log.Add, CancellationToken.None);
        int runs = 0;
        Task<string> Work(CancellationToken stop) => ++runs == 1 ? throw new IOException("no route") : Task.FromResult("done");

        jobs.TryFinish("fetch", Work, out string? _);
        for (int i = 0; i < 500 && log.Count == 0; i++)
        {
            await Task.Delay(10);
            jobs.TryFinish("fetch", Work, out string? _);
        }

        Assert.Contains("no route", Assert.Single(log), StringComparison.Ordinal);
        Assert.False(jobs.TryFinish("fetch", Work, out string? _));
        Assert.Equal(1, runs);
        time.Now += TimeSpan.FromSeconds(4);
        string? result = null;
        for (int i = 0; i < 500 && !jobs.TryFinish("fetch", Work, out result); i++) await Task.Delay(10);
        Assert.Equal("done", result);
    }

    private sealed class ManualTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
