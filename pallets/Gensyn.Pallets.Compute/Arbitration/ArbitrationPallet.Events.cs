using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Compute.Arbitration;

public sealed partial class ArbitrationPallet
{
    /// <summary>What this pallet reports.</summary>
    public abstract partial record Event : PalletEvent
    {
        /// <summary>Someone committed to a challenge; it must be shown before a block.</summary>
        [Variant(0)]
        public sealed record ChallengeCommitted(uint Challenge, uint Task, AccountId Challenger, UInt128 Bond, uint RevealBy) : Event;

        /// <summary>A challenge was not shown in time and was fined.</summary>
        [Variant(1)]
        public sealed record ChallengeExpired(uint Challenge, uint Task) : Event;

        /// <summary>Two parties play for their bonds.</summary>
        [Variant(2)]
        public sealed record GameOpened(uint Game, uint Task, GameKind Kind, uint Interval, AccountId Left, AccountId Right) : Event;

        /// <summary>A move was played; the next clock runs out at a block.</summary>
        [Variant(3)]
        public sealed record MovePlayed(uint Game, AccountId By, uint Deadline) : Event;

        /// <summary>A game ended.</summary>
        [Variant(4)]
        public sealed record GameDecided(uint Game, uint Task, GameVerdict Verdict) : Event;

        /// <summary>A game was called off: the solver was convicted in another; the bonds return.</summary>
        [Variant(5)]
        public sealed record GameClosed(uint Game, uint Task) : Event;

        /// <summary>A challenge was called off: the solver was convicted before it was shown; the bond returns.</summary>
        [Variant(6)]
        public sealed record ChallengeClosed(uint Challenge, uint Task) : Event;

        /// <summary>The rules changed.</summary>
        [Variant(7)]
        public sealed record ParametersChanged : Event;
    }

    /// <summary>Why a call of this pallet is refused.</summary>
    public enum Error : byte
    {
        /// <summary>There is no task of that number.</summary>
        UnknownTask,

        /// <summary>The task has nothing committed that could be challenged.</summary>
        WrongState,

        /// <summary>The deadline has passed.</summary>
        TooLate,

        /// <summary>A solver does not challenge itself.</summary>
        SelfChallenge,

        /// <summary>Too many challenges and games are open on the task: wait for one to end.</summary>
        TooManyChallenges,

        /// <summary>There is no hidden challenge of that number.</summary>
        UnknownChallenge,

        /// <summary>Only who committed the challenge may show it.</summary>
        NotChallenger,

        /// <summary>The opening is not the one committed to.</summary>
        HashMismatch,

        /// <summary>The history has no such interval.</summary>
        IntervalOutOfRange,

        /// <summary>A value does not lie where it should in the committed history.</summary>
        ProofInvalid,

        /// <summary>Both ends are the same.</summary>
        NothingDisputed,

        /// <summary>No game of that number is open.</summary>
        UnknownGame,

        /// <summary>The account does not play in this game, or the other side has to move.</summary>
        NotOnTheClock,

        /// <summary>The move is not one that the game can take now.</summary>
        MoveRefused,

        /// <summary>The deadline has not passed.</summary>
        NotOverdue,

        /// <summary>The rules contradict themselves.</summary>
        ParametersInvalid,
    }
}
