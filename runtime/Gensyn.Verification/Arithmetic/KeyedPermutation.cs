using System.Numerics;

namespace Gensyn.Verification.Arithmetic;

/// <summary>A shuffle of 0 … size − 1 that any single position can be asked of.</summary>
/// <remarks>
/// A Feistel network on the next even power of two, walked until it lands inside.
/// Eight rounds on two halves of equal bits. The round function is the first word of a Philox block at counter
/// (half, round, epoch, operator number of batch indices in the upper half | 0xFFFF), keyed by the seed. The domain is less than four times
/// the size, so a walk takes under four rounds on average; it ends because a permutation's cycle returns to its start.
/// </remarks>
public static class KeyedPermutation
{
    private const int Rounds = 8;

    /// <summary>The data row at a position of an epoch.</summary>
    /// <param name="seed">The task's seed.</param>
    /// <param name="epoch">How often all rows have been seen before.</param>
    /// <param name="size">The number of rows, not zero.</param>
    /// <param name="position">The position, below the size.</param>
    public static uint Map(ulong seed, ulong epoch, uint size, uint position)
    {
        unchecked
        {
            int bits = size <= 1 ? 0 : 32 - BitOperations.LeadingZeroCount(size - 1);
            int half = (bits + 1) / 2;
            uint mask = (1u << half) - 1;
            uint value = position;
            do
            {
                uint left = value >> half;
                uint right = value & mask;
                for (uint round = 0; round < Rounds; round++)
                {
                    (uint word, _, _, _) = Philox.Block(
                        right, round, (uint)epoch, ((uint)OperatorId.BatchIndices << 16) | 0xFFFF, (uint)seed, (uint)(seed >> 32));
                    (left, right) = (right, (left ^ word) & mask);
                }

                value = (left << half) | right;
            }
            while (value >= size);

            return value;
        }
    }

    /// <summary>The data row that a step trains on: a pure function of the seed, the step and the place in the batch.</summary>
    /// <param name="seed">The task's seed.</param>
    /// <param name="size">The number of rows of the data set, not zero.</param>
    /// <param name="batch">The batch's size.</param>
    /// <param name="step">The step, from 1.</param>
    /// <param name="index">The place in the batch.</param>
    public static uint BatchIndex(ulong seed, uint size, uint batch, ulong step, uint index)
    {
        unchecked
        {
            ulong sample = (step - 1) * batch + index;
            return Map(seed, sample / size, size, (uint)(sample % size));
        }
    }
}
