using System.Buffers.Binary;
using Gensyn.Primitives;
using Gensyn.Verification;
using Gensyn.Verification.Arithmetic;
using Gensyn.Verification.Disputes;
using Gensyn.Verification.Operators;
using Xunit;

namespace Gensyn.Workers.Tests.Verification;

/// <summary>Answers a game for one side; null ends its answers.</summary>
internal delegate DisputeMove? Strategy(DisputeGame game, DisputeSide side);

/// <summary>Plays games to their end, every move and state through its codec, as on the chain.</summary>
internal static class GamePlay
{
    /// <summary>The span between two states of a run.</summary>
    public static DisputeSpan Steps(ToyRun run, uint from, uint to) => new(GraphPhase.Step, run.StateAfter(from).Hash(), from, to - from);

    public static DisputeSpan Initialisation() => new(GraphPhase.Initialisation, H256.Zero, 0, 1);

    public static DisputeSpan Evaluation(ToyRun run) => new(GraphPhase.Evaluation, run.StateAfter(run.Steps).Hash(), run.Steps, 1);

    public static H256 End(ToyRun run, DisputeSpan span) => span.Phase switch
    {
        GraphPhase.Initialisation => run.StateAfter(0).Hash(),
        GraphPhase.Step => run.StateAfter(span.StartStep + span.Runs).Hash(),
        _ => run.Metric,
    };

    public static Strategy Honest(ToyRun run) => new DisputePlayer(run).Next;

    /// <summary>Plays what a dishonest run says, and bends the accumulators so that they end in the element claimed.</summary>
    public static Strategy Lying(ToyRun run, Random random)
    {
        var player = new DisputePlayer(run);
        return (game, side) =>
        {
            DisputeMove? move = player.Next(game, side);
            if (move is not DisputeMove.Accumulators accumulators) return move;
            OperatorId id = game.Operator!.Graph.Operator;
            int size = Operator.Of(id).AccumulatorSize;
            byte[] bytes = [.. accumulators.Bytes];
            int chunks = bytes.Length / size - 1;
            for (int chunk = random.Next(1, chunks + 1); chunk < chunks; chunk++) bytes[chunk * size] ^= 1;
            Bend(id, bytes.AsSpan(chunks * size), game.Claim(side).Element);
            return new DisputeMove.Accumulators(bytes);
        };
    }

    /// <summary>Makes an accumulator finish in an element.</summary>
    public static void Bend(OperatorId id, Span<byte> accumulator, uint element)
    {
        if (Operator.Of(id).AccumulatorSize == Operator.MaxAccumulator)
        {
            // A sum of lanes: only −0 leaves any element as it is, −0 too.
            for (int lane = 0; lane < Operator.Lanes; lane++) BinaryPrimitives.WriteUInt32LittleEndian(accumulator[(4 * lane)..], Binary32.Sign);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(accumulator[(id == OperatorId.RowArgMax ? 4 : 0)..], element);
    }

    /// <summary>Plays one game; the honest side takes the given part, or nobody's moves are trusted at all.</summary>
    public static DisputeGame Play(DisputeTask task, DisputeSpan span, H256 defenderEnd, H256 challengerEnd, Strategy defender, Strategy challenger, int first = 0)
    {
        DisputeGame? opened = DisputeGame.Open(task, span, defenderEnd, challengerEnd);
        Assert.NotNull(opened);
        DisputeGame game = opened;
        for (int turn = first; game.Verdict is null; turn++)
        {
            Assert.True(turn < 100, $"The game does not end: {game.Level}.");
            DisputeSide side = turn % 2 == 0 ? DisputeSide.Defender : DisputeSide.Challenger;
            DisputeMove? move = game.Expected(side) is null ? null : (side == DisputeSide.Defender ? defender : challenger)(game, side);
            if (move is null) continue;
            byte[] encoded = DisputeMove.Codec.ToBytes(move);
            Assert.InRange(encoded.Length, 1, DisputeMove.MaxBytes);
            Assert.True(DisputeMove.Codec.TryDecode(encoded, out DisputeMove decoded));
            MoveResult result = DisputeReferee.Apply(game, side, game.Rounds, decoded);
            Assert.True(result.Accepted);
            byte[] stored = DisputeGame.Codec.ToBytes(result.Game);
            Assert.InRange(stored.Length, 1, 8 * 1024);
            Assert.True(DisputeGame.Codec.TryDecode(stored, out game));
        }

        return game;
    }

    /// <summary>An honest run against another, once in each part and with either side first; returns the last verdict.</summary>
    public static DisputeVerdict AssertHonestWins(ToyRun honest, H256 honestEnd, DisputeSpan span, H256 otherEnd, Func<Strategy> other)
    {
        DisputeTask task = honest.Task;
        DisputeVerdict? verdict = null;
        for (int first = 0; first < 2; first++)
        {
            DisputeGame defended = Play(task, span, honestEnd, otherEnd, Honest(honest), other(), first);
            Assert.Equal(DisputeSide.Defender, defended.Verdict!.Winner);
            DisputeGame challenged = Play(task, span, otherEnd, honestEnd, other(), Honest(honest), first);
            Assert.Equal(DisputeSide.Challenger, challenged.Verdict!.Winner);
            verdict = challenged.Verdict;
        }

        return verdict!;
    }
}
