using System.Collections.Immutable;
using System.Numerics;
using Gensyn.Verification;

namespace Gensyn.Workers.Training.Engines;

/// <summary>Gathers operations that can run block by block.</summary>
internal static class Grouping
{
    // A group takes no operation that would make a block of a tensor larger than this.
    private const int MostBlockBytes = 512 << 10;

    // Blocks may be so many times smaller than they should be, and no more: each has a cost of its own.
    private const int MostTooSmall = 8;

    // Blocks that each thread has at least, where there are as many, so that none waits long for the last.
    private const int BlocksOfThread = 4;

    /// <summary>The operations, gathered in their order.</summary>
    /// <param name="graph">The task's graph.</param>
    /// <param name="phase">Which of its phases.</param>
    /// <param name="operations">Its operations.</param>
    /// <param name="threads">Threads that blocks are shared between.</param>
    /// <param name="blockBytes">About how large a block of one tensor is.</param>
    public static ImmutableArray<OperationGroup> Of(TaskGraph graph, GraphPhase phase, ImmutableArray<Operation> operations, int threads, int blockBytes)
    {
        ImmutableArray<OperationGroup>.Builder groups = ImmutableArray.CreateBuilder<OperationGroup>();
        Open open = new(threads, blockBytes);
        foreach (Operation operation in operations)
        {
            GraphRecord record = graph.Records(phase)[operation.Record];
            Partition partition = Partition.Of(operation, record);
            if (open.TryAdd(operation, partition, record)) continue;
            open.CloseInto(groups);
            if (!open.TryAdd(operation, partition, record)) groups.Add(OperationGroup.Whole(operation, record));
        }

        open.CloseInto(groups);
        return groups.ToImmutable();
    }

    /// <summary>A group that may still grow.</summary>
    private sealed class Open(int threads, int blockBytes)
    {
        private readonly List<Operation> _operations = [];
        private readonly List<Partition> _partitions = [];
        private readonly HashSet<TensorRef> _made = [];
        private readonly HashSet<TensorRef> _folded = [];
        private int _units;
        private int _largest;

        public bool TryAdd(Operation operation, Partition partition, GraphRecord record)
        {
            if (partition.Units <= 1 || (partition.Folds && threads > 1)) return false;
            int units = _operations.Count == 0 ? partition.Units : (int)BigInteger.GreatestCommonDivisor(_units, partition.Units);
            bool isConnected = false;
            int largest = Math.Max(_largest, partition.Folds ? 0 : ExecutionPlan.BytesOf(record.Output));
            for (int i = 0; i < operation.Inputs.Length; i++)
            {
                if (partition.Cuts(i)) largest = Math.Max(largest, ExecutionPlan.BytesOf(operation.InputTypes[i]));

                isConnected |= partition.Cuts(i) && _made.Contains(operation.Inputs[i]);

                // What other blocks make, or add to, is not there yet.
                if (_folded.Contains(operation.Inputs[i]) || (!partition.Cuts(i) && _made.Contains(operation.Inputs[i]))) return false;
            }

            // What needs nothing from the group shall not make its blocks larger.
            int most = _operations.Count == 0 || isConnected ? MostBlockBytes : blockBytes;
            if (units == 1 || largest / units > most) return false;
            (_units, _largest) = (units, largest);
            _operations.Add(operation);
            _partitions.Add(partition);
            foreach (int output in operation.Outputs) (partition.Folds ? _folded : _made).Add(TensorRef.Record(output));
            return true;
        }

        public void CloseInto(ImmutableArray<OperationGroup>.Builder groups)
        {
            if (_operations.Count > 0) groups.Add(new OperationGroup([.. _operations], [.. _partitions], Blocks(), []));
            _operations.Clear();
            _partitions.Clear();
            _made.Clear();
            _folded.Clear();
            (_units, _largest) = (0, 0);
        }

        // The least number of blocks that are small enough; where units have no divisor near it, the next smaller one.
        private int Blocks()
        {
            long least = ((long)_largest + blockBytes - 1) / blockBytes;
            if (least > 1 && threads > 1) least = Math.Max(least, threads * BlocksOfThread);
            for (long blocks = least; blocks <= Math.Min(_units, least * MostTooSmall); blocks++)
            {
                if (_units % blocks == 0) return (int)blocks;
            }

            long most = Math.Min(least, _units);
            while (_units % most != 0) most--;
            return (int)most;
        }
    }
}
