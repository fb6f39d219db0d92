using Gensyn.Primitives;

namespace Gensyn.Node.Chain;

/// <content>Who hears what became of a transaction.</content>
public sealed partial class TransactionPool
{
    private readonly Dictionary<H256, List<Action<TransactionStatus>>> _watchers = [];
    private readonly Dictionary<H256, List<(H256 Transaction, int Index)>> _awaitingFinality = [];
    private readonly Queue<H256> _blocksAwaitingFinality = new();

    private void Watch(H256 hash, Action<TransactionStatus> watcher)
    {
        if (!_watchers.TryGetValue(hash, out List<Action<TransactionStatus>>? watchers)) _watchers[hash] = watchers = [];
        watchers.Add(watcher);
    }

    private void Tell(H256 hash, TransactionStatus status)
    {
        if (!_watchers.TryGetValue(hash, out List<Action<TransactionStatus>>? watchers)) return;
        foreach (Action<TransactionStatus> watcher in watchers) watcher(status);
        if (status.IsFinal) _watchers.Remove(hash);
    }

    private void TellIncluded(H256 transaction, H256 block, int index)
    {
        if (!_watchers.ContainsKey(transaction)) return;
        Tell(transaction, new TransactionStatus.InBlock(block, index));
        if (!_awaitingFinality.TryGetValue(block, out List<(H256 Transaction, int Index)>? waiting))
        {
            _awaitingFinality[block] = waiting = [];
            _blocksAwaitingFinality.Enqueue(block);
        }

        waiting.Add((transaction, index));
        while (_blocksAwaitingFinality.Count > _options.FinalityWindow)
        {
            H256 late = _blocksAwaitingFinality.Dequeue();
            if (!_awaitingFinality.Remove(late, out List<(H256 Transaction, int Index)>? tired)) continue;
            foreach ((H256 hash, int _) in tired) Tell(hash, new TransactionStatus.FinalityTimeout(late));
        }
    }

    private void TellRetracted(H256 block)
    {
        if (!_awaitingFinality.Remove(block, out List<(H256 Transaction, int Index)>? waiting)) return;
        foreach ((H256 hash, int _) in waiting) Tell(hash, new TransactionStatus.Retracted(block));
    }

    private void TellFinalised(H256 block)
    {
        if (!_awaitingFinality.Remove(block, out List<(H256 Transaction, int Index)>? waiting)) return;
        foreach ((H256 hash, int index) in waiting) Tell(hash, new TransactionStatus.Finalized(block, index));

        // Blocks whose watchers have been told already only take room in the queue.
        while (_blocksAwaitingFinality.TryPeek(out H256 oldest) && !_awaitingFinality.ContainsKey(oldest)) _blocksAwaitingFinality.Dequeue();
    }
}
