using Gensyn.Frame;
using Gensyn.Pallets.Compute.Arbitration;
using Gensyn.Primitives;
using Gensyn.Verification.Disputes;
using Xunit;

namespace Gensyn.Pallets.Tests.Arbitration;

/// <summary>Plays games on a test runtime, a block for every move.</summary>
internal static class GamePlay
{
    /// <summary>Lets both sides answer from what they computed; a side without a witness stays silent.</summary>
    public static GameVerdict PlayOut(this ComputeTestRuntime runtime, uint game, SmallWitness? left, SmallWitness? right)
    {
        for (int i = 0; i < 1000 && runtime.Arbitration.Games.Get(game) is { } open; i++)
        {
            bool moved = runtime.TryMove(game, open.Left.Who, DisputeSide.Defender, left)
                || runtime.TryMove(game, open.Right.Who, DisputeSide.Challenger, right);
            if (!moved || i % 2 == 0) runtime.NextBlock();
        }

        return Assert.Single(runtime.AllEvents.OfType<ArbitrationPallet.Event.GameDecided>(), e => e.Game == game).Verdict;
    }

    private static bool TryMove(this ComputeTestRuntime runtime, uint game, AccountId who, DisputeSide side, SmallWitness? witness)
    {
        if (witness is null || runtime.Arbitration.Boards.Get(game) is not { } board) return false;
        if (new DisputePlayer(witness).Next(board, side) is not { } move) return false;
        Assert.True(runtime.Arbitration.MayMove(who, game));
        runtime.AssertOk(Origin.Signed(who), new ArbitrationPallet.Call.Move(game, board.Rounds, move));
        runtime.AssertBooks();
        return true;
    }
}
