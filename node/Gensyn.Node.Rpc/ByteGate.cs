namespace Gensyn.Node.Rpc;

/// <summary>Bounds the bytes that one client makes the node hold: who wants to hold more waits until some are sent.</summary>
internal sealed class ByteGate(long limit)
{
    private readonly Lock _sync = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _held;

    /// <summary>The bytes held or promised now.</summary>
    public long Held
    {
        get
        {
            lock (_sync) return _held;
        }
    }

    /// <summary>Waits for room and takes it; a lone taker gets in whatever its size.</summary>
    public async ValueTask EnterAsync(long bytes, CancellationToken cancellation)
    {
        while (true)
        {
            Task changed;
            lock (_sync)
            {
                if (_held == 0 || _held + bytes <= limit)
                {
                    _held += bytes;
                    return;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Corrects what is held, once the real size is known or the bytes are gone.</summary>
    public void Adjust(long difference)
    {
        TaskCompletionSource waiting;
        lock (_sync)
        {
            _held += difference;
            if (difference >= 0) return;
            waiting = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        waiting.TrySetResult();
    }
}
