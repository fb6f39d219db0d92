using Gensyn.Frame;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Primitives;
using Gensyn.Workers.Chain;

namespace Gensyn.Node.Demo;

/// <summary>Checks after every block that no money appears or vanishes, by what the chain says over RPC.</summary>
/// <remarks>Σ (free + reserved) = TotalIssuance, and TotalIssuance + everything burned so far = the genesis issuance.</remarks>
internal sealed class IssuanceAudit
{
    private readonly string _file;
    private UInt128 _genesis;
    private UInt128 _burned;
    private uint _next;

    /// <summary>An audit that goes on from a file, if it is there.</summary>
    public IssuanceAudit(string file)
    {
        _file = file;
        if (!File.Exists(file)) return;
        Saved saved = DemoFile.Read<Saved>(file);
        if (!UInt128.TryParse(saved.Genesis, out _genesis) || !UInt128.TryParse(saved.Burned, out _burned)) throw new InvalidDataException($"{file} is damaged: use another folder.");
        (_next, Conserved) = (saved.Next, saved.Conserved);
    }

    /// <summary>Whether the books balanced after every block so far.</summary>
    public bool Conserved { get; private set; } = true;

    /// <summary>What was burned so far, in plancks.</summary>
    public UInt128 Burned => _burned;

    /// <summary>The last block whose books were checked.</summary>
    public uint Checked => _next == 0 ? 0 : _next - 1;

    /// <summary>Checks all blocks up to a finalised one.</summary>
    public async Task CheckUpToAsync(ChainClient chain, uint number, CancellationToken cancellation)
    {
        for (; _next <= number; _next++)
        {
            ChainView view = chain.At(new FinalisedHead(_next, await chain.HashAtAsync(_next, cancellation).ConfigureAwait(false)), cancellation);
            UInt128 issuance = view.TotalIssuance, held = 0;
            if (_next == 0) _genesis = issuance;
            foreach ((AccountId _, AccountInfo account) in view.Accounts()) held += account.Data.Free + account.Data.Reserved;
            foreach (EventRecord record in view.Events) _burned += BurnedBy(record.Event.Event);
            Conserved &= held == issuance && issuance + _burned == _genesis;
        }

        DemoFile.Write(_file, new Saved(_genesis.ToString(), _burned.ToString(), _next, Conserved));
    }

    private static UInt128 BurnedBy(PalletEvent deposited) => deposited switch
    {
        BalancesPallet.Event.Burned burned => burned.Amount,
        BalancesPallet.Event.BurnedHeld burned => burned.Amount,
        BalancesPallet.Event.DustLost lost => lost.Amount,
        BalancesPallet.Event.Rescinded rescinded => rescinded.Amount,
        _ => 0,
    };

    private sealed record Saved(string Genesis, string Burned, uint Next, bool Conserved);
}
