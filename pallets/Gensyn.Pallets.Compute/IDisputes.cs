using Gensyn.Primitives;

namespace Gensyn.Pallets.Compute;

/// <summary>Disputes as tasks and proofs need them.</summary>
public interface IDisputes
{
    /// <summary>Whether no game and no unrevealed challenge of a task is open.</summary>
    bool IsQuiet(uint task);

    /// <summary>Whether a game that verdicts caused is open.</summary>
    bool HasVerdictGames(uint task);

    /// <summary>Calls off what is open on a task that ended, returns the bonds, and forgets it.</summary>
    void Close(uint task);

    /// <summary>Opens the game of a verifier that got another end than the solver.</summary>
    void OpenRejection(uint task, AccountId verifier, uint interval, H256 start, H256 claimed, H256 other);

    /// <summary>Opens the game of two verifiers that got different states after some steps of an interval.</summary>
    void OpenVerifiers(uint task, AccountId left, AccountId right, uint interval, uint steps, H256 start, H256 leftState, H256 rightState);
}
