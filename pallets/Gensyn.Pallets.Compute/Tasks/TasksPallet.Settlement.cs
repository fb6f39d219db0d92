using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Primitives;

namespace Gensyn.Pallets.Compute.Tasks;

public sealed partial class TasksPallet
{
    // Draws a solver from the best of those that fit. The seed is a block's that came after the submission, so nobody chose a moment to submit.
    private void Match(uint task, TaskRecord record, TaskProgress progress, TaskParameters parameters)
    {
        uint now = Context.BlockNumber;
        ImmutableArray<Candidate> finalists = Finalists(record, progress, parameters);
        if (finalists.IsEmpty || runtime.Randomness.Of(now - 1) is not { } randomness)
        {
            Queue.Set(task, now + parameters.MatchingDelay, now);
            return;
        }

        Draw draw = new(randomness, DrawPurpose.Solver, task, progress.Attempt);
        ImmutableArray<int> drawn = draw.Weighted([.. finalists.Select(f => runtime.Bonds.FreeOf(f.Account))], 1);
        Candidate solver = finalists[drawn[0]];
        UInt128 bond = parameters.SolverBondOf(record.Units * solver.Price);
        uint acceptBy = now + parameters.AcceptBlocks;
        Progress.Set(task, progress with
        {
            State = TaskState.Matched,
            Phase = TaskState.Matched,
            Assignment = new Assignment(solver.Account, solver.Price, bond),
        });
        runtime.Registry.Engage(solver.Account);
        Queue.Set(task, acceptBy, now);
        Deposit(new Event.SolverMatched(task, solver.Account, solver.Price, bond, acceptBy));
    }

    private ImmutableArray<Candidate> Finalists(TaskRecord record, TaskProgress progress, TaskParameters parameters)
    {
        ImmutableArray<Candidate>.Builder fit = ImmutableArray.CreateBuilder<Candidate>();
        foreach (Candidate candidate in runtime.Registry.Candidates(ProviderRole.Solver, record.Requirements))
        {
            if (candidate.Price > record.MaxPrice || candidate.Account == record.Submitter || progress.Excluded.Contains(candidate.Account)) continue;
            UInt128 free = runtime.Bonds.FreeOf(candidate.Account);
            if (free == 0 || free < parameters.SolverBondOf(record.Units * candidate.Price)) continue;
            fit.Add(candidate);
        }

        // Reputation for the money: r1 / p1 against r2 / p2 without dividing. Equals keep the order of their keys' accounts.
        fit.Sort((left, right) =>
        {
            UInt128 leftRank = ((UInt128)left.Reputation + parameters.NewcomerReputation) * right.Price;
            UInt128 rightRank = ((UInt128)right.Reputation + parameters.NewcomerReputation) * left.Price;
            int order = rightRank.CompareTo(leftRank);
            return order != 0 ? order : left.Account.CompareTo(right.Account);
        });
        return [.. fit.Take((int)Math.Min(parameters.Finalists, (uint)fit.Count))];
    }

    private static UInt128 VerifierFee(UInt128 fee, TaskRecord record, TaskParameters parameters) =>
        Share.Of(fee, parameters.VerifierShare) / record.Verifiers;

    // Pays once: the state moves to Settled in the same call.
    private void Pay(uint task, TaskRecord record, TaskProgress progress)
    {
        if (progress.Assignment is not { } assignment || runtime.Proofs.Find(task) is not { } history)
        {
            throw new InvalidOperationException("A task in its challenge window has a solver and a commitment.");
        }

        TaskParameters parameters = Parameters.Get();
        UInt128 fee = record.Units * assignment.Price;
        UInt128 each = VerifierFee(fee, record, parameters);
        UInt128 network = fee - Share.Of(fee, parameters.SolverShare) - (each * record.Verifiers);
        ImmutableArray<Payment>.Builder payments = ImmutableArray.CreateBuilder<Payment>();
        AccountId submitter = record.Submitter;
        UInt128 paid = 0;

        void Give(AccountId to, PaymentKind kind, UInt128 amount)
        {
            if (amount == 0) return;
            paid += amount;
            if (runtime.Currency.TransferHeld(submitter, HoldReason.Escrow, to, amount).IsError)
            {
                Must(runtime.Currency.BurnHeld(submitter, HoldReason.Escrow, amount));
                kind = PaymentKind.Burned;
            }

            payments.Add(new Payment(to, kind, amount));
        }

        Give(assignment.Solver, PaymentKind.Solver, Share.Of(fee, parameters.SolverShare));
        runtime.Registry.Reward(assignment.Solver);
        foreach (AccountId verifier in runtime.Proofs.StandingVerifiers(task))
        {
            Give(verifier, PaymentKind.Verifier, each);
            runtime.Registry.Reward(verifier);
        }

        Give(runtime.Treasury, PaymentKind.Treasury, network - (network / 2));
        Give(runtime.Jackpot, PaymentKind.Jackpot, network / 2);

        UInt128 returned = record.Escrow + record.Deposit - paid;
        Return(submitter, returned);
        ReleaseSolver(task, progress);
        runtime.Disputes.Close(task);
        runtime.Proofs.Close(task);

        Settlement settlement = new(
            fee, assignment.Price, returned, payments.ToImmutable(), history.History, history.FinalState, history.Metric, history.Artefacts,
            Context.BlockNumber);
        Settlements.Set(task, settlement);
        Finish(task, progress, TaskState.Settled);
        Deposit(new Event.TaskSettled(task, settlement));
    }
}
