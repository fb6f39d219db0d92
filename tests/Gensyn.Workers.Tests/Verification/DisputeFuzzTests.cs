using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Verification;
using Gensyn.Verification.Disputes;
using Xunit;

namespace Gensyn.Workers.Tests.Verification;

/// <summary>Whatever a liar posts, the referee does not throw and the honest side wins.</summary>
public sealed class DisputeFuzzTests
{
    private static readonly Lazy<ToyRun> LazyHonest = new(() => ToyRun.Honest(ToyGraphs.Perceptron(), ToyGraphs.Data(), 20));

    private static ToyRun Honest => LazyHonest.Value;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void DamagedPosts_AtAnyRound_NeverThrowAndNeverWin(int seed)
    {
        var random = new Random(seed);
        (ToyRun Run, DisputeSpan Span)[] liars = [.. Liars()];
        for (int game = 0; game < 150; game++)
        {
            (ToyRun run, DisputeSpan span) = liars[random.Next(liars.Length)];
            int damagedRound = random.Next(11);
            Strategy lying = GamePlay.Lying(run, random);
            Strategy damaged = (state, side) =>
            {
                DisputeMove? move = lying(state, side);
                return move is null || state.Rounds != damagedRound ? move : Damage(random, move);
            };

            GamePlay.AssertHonestWins(Honest, GamePlay.End(Honest, span), span, GamePlay.End(run, span), () => damaged);
        }
    }

    [Fact]
    public void RandomPosts_FromBothSides_NeverThrow()
    {
        var random = new Random(4);
        (ToyRun Run, DisputeSpan Span)[] liars = [.. Liars()];
        for (int game = 0; game < 300; game++)
        {
            (ToyRun one, DisputeSpan span) = liars[random.Next(liars.Length)];
            int damagedRound = random.Next(11);
            Strategy Damaged(ToyRun run)
            {
                Strategy lying = GamePlay.Lying(run, random);
                return (state, side) => lying(state, side) is { } move ? state.Rounds == damagedRound && random.Next(2) == 0 ? Damage(random, move) : move : null;
            }

            GamePlay.Play(Honest.Task, span, GamePlay.End(Honest, span), GamePlay.End(one, span), Damaged(Honest), Damaged(one), random.Next(2));
        }
    }

    [Fact]
    public void RandomBytes_AsMovesAndGames_DecodeOrFailAndNeverThrow()
    {
        var random = new Random(5);
        DisputeSpan span = GamePlay.Steps(Honest, 0, 20);
        DisputeGame game = DisputeGame.Open(Honest.Task, span, GamePlay.End(Honest, span), H256.Zero)!;
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = new byte[random.Next(300)];
            random.NextBytes(bytes);
            if (bytes.Length > 1) bytes[0] = (byte)random.Next(10);
            if (DisputeMove.Codec.TryDecode(bytes, out DisputeMove move)) DisputeReferee.Apply(game, DisputeSide.Defender, 0, move);
            DisputeGame.Codec.TryDecode(bytes, out _);
            TaskGraph.TryDecode(bytes, out _);
        }
    }

    [Fact]
    public void Post_OfAnotherRoundOrOutOfTurn_ChangesNothing()
    {
        DisputeSpan span = GamePlay.Steps(Honest, 0, 20);
        DisputeGame game = DisputeGame.Open(Honest.Task, span, GamePlay.End(Honest, span), H256.Zero)!;
        DisputeMove move = new DisputePlayer(Honest).Next(game, DisputeSide.Defender)!;

        Assert.False(DisputeReferee.Apply(game, DisputeSide.Defender, 1, move).Accepted);
        DisputeGame waiting = DisputeReferee.Apply(game, DisputeSide.Defender, 0, move).Game;
        Assert.Null(waiting.Expected(DisputeSide.Defender));
        Assert.NotNull(waiting.Expected(DisputeSide.Challenger));
        MoveResult again = DisputeReferee.Apply(waiting, DisputeSide.Defender, 0, move);

        Assert.False(again.Accepted);
        Assert.Same(waiting, again.Game);
    }

    [Fact]
    public void Open_OfNothingToDispute_IsRefused()
    {
        H256 end = Honest.StateAfter(20).Hash();

        Assert.Null(DisputeGame.Open(Honest.Task, GamePlay.Steps(Honest, 0, 20), end, end));
        Assert.Null(DisputeGame.Open(Honest.Task, new(GraphPhase.Step, end, 0, 0), end, H256.Zero));
        Assert.Null(DisputeGame.Open(Honest.Task, new(GraphPhase.Evaluation, end, 20, 2), end, H256.Zero));
        Assert.Null(DisputeGame.Open(Honest.Task, new(GraphPhase.Step, end, uint.MaxValue, 20), end, H256.Zero));
    }

    private static IEnumerable<(ToyRun Run, DisputeSpan Span)> Liars()
    {
        DisputeSpan steps = GamePlay.Steps(Honest, 0, 20);
        foreach (int record in (int[])[1, 3, 8, 11, 12, 17, 20, 22])
        {
            yield return (ToyRun.Dishonest(Honest, 17, output: Flip(new(GraphPhase.Step, 17, record), 2)), steps);
        }

        yield return (ToyRun.Dishonest(Honest, 20, slots: (_, roots) => roots[6] = H256.Zero), steps);
        yield return (ToyRun.Dishonest(Honest, 20, header: state => state with { RngCounter = 5 }), steps);
        yield return (ToyRun.Dishonest(Honest, 21, output: Flip(new(GraphPhase.Evaluation, 20, 0), 3)), GamePlay.Evaluation(Honest));
        yield return (ToyRun.Dishonest(Honest, 0, output: Flip(new(GraphPhase.Initialisation, 0, 2), 3)), GamePlay.Initialisation());
    }

    private static Action<Site, byte[]> Flip(Site where, int at) => (site, bytes) =>
    {
        // Every element changes, so that the fault reaches the end of the span.
        if (site != where) return;
        for (int i = at; i < bytes.Length; i += 4) bytes[i] ^= 0x40;
    };

    /// <summary>A post with some bytes changed, cut or swapped for another kind; it decodes, but is never the same.</summary>
    private static DisputeMove Damage(Random random, DisputeMove move)
    {
        byte[] original = DisputeMove.Codec.ToBytes(move);
        for (int trial = 0; trial < 200; trial++)
        {
            byte[] bytes = [.. original];
            switch (random.Next(4))
            {
                case 0:
                    bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[0] = (byte)random.Next(9);
                    break;
                case 2 when move is DisputeMove.Nodes { Children.Length: > 1 } nodes:
                    return nodes with { Children = nodes.Children.RemoveAt(random.Next(nodes.Children.Length)) };
                case 2 when move is DisputeMove.Leaf leaf:
                    return leaf with { Tiles = leaf.Tiles.Length == 0 ? [new(0, 0, [], ImmutableArray<H256>.Empty)] : leaf.Tiles.RemoveAt(0) };
                case 2 when move is DisputeMove.Record record:
                    return record with { Inputs = record.Inputs.Length == 0 ? [new(null, null, [])] : record.Inputs.RemoveAt(0) };
                default:
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                    break;
            }

            if (!bytes.AsSpan().SequenceEqual(original) && DisputeMove.Codec.TryDecode(bytes, out DisputeMove damaged)) return damaged;
        }

        return new DisputeMove.Tile([]);
    }
}
