using System.Diagnostics.CodeAnalysis;
using Gensyn.Workers.Artefacts;

namespace Gensyn.Workers.Agents;

/// <summary>Long work that an agent starts once and asks for at every block until it is there.</summary>
/// <remarks>A failed job is reported, forgotten and started again at the next asking, at most once in <see cref="RetryAfter"/>. Used by one thread.</remarks>
internal sealed class BackgroundJobs(TimeProvider time, Action<string> log, CancellationToken stopping)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(3);
    private readonly Dictionary<string, Task<object>> _jobs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (DateTimeOffset At, int Times)> _failed = new(StringComparer.Ordinal);

    /// <summary>Starts a job unless it runs already; true with its result when it is done.</summary>
    public bool TryFinish<T>(string key, Func<CancellationToken, Task<T>> work, [NotNullWhen(true)] out T? result)
        where T : class
    {
        result = null;
        if (!_jobs.TryGetValue(key, out Task<object>? job))
        {
            if (_failed.TryGetValue(key, out (DateTimeOffset At, int Times) failed) && time.GetUtcNow() - failed.At < RetryAfter) return false;
            _jobs[key] = Task.Run(async () => (object)await work(stopping).ConfigureAwait(false), stopping);
            return false;
        }

        if (!job.IsCompleted) return false;
        if (job.IsCompletedSuccessfully)
        {
            _failed.Remove(key);
#pragma warning disable VSTHRD103 // The job is complete.
            result = (T)job.Result;
#pragma warning restore VSTHRD103
            return true;
        }

        _jobs.Remove(key);
        // Only what others withhold counts against them, not a full disk of this machine's.
        _failed[key] = (time.GetUtcNow(), Failures(key) + (job.Exception?.GetBaseException() is ArtefactException ? 1 : 0));
        if (job.Exception is { } failure) log($"{key}: {failure.GetBaseException().Message}; trying again");
        return false;
    }

    /// <summary>Forgets the results of all jobs whose keys start so; those that still run go on until they are done.</summary>
    public void Forget(string prefix)
    {
        foreach (string key in _jobs.Keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal)).ToArray()) _jobs.Remove(key);
    }

    /// <summary>How often in a row a job has failed for want of somebody else's artefacts.</summary>
    public int Failures(string key) => _failed.TryGetValue(key, out (DateTimeOffset At, int Times) failed) ? failed.Times : 0;

    /// <summary>Waits until nothing runs any more, after the stop was asked for.</summary>
    public Task StopAsync() => Task.WhenAll(_jobs.Values.Select(static j => j.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default)));
}
