using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;
using Xunit;

namespace Gensyn.Testing;

/// <summary>A runtime of a few pallets over a state in memory, at block 1.</summary>
/// <remarks>
/// Calls and events go through their real codecs, and a refused call is rolled back, as in a block. Derive from it and add the pallets in the constructor:
/// <c>Tasks = Add(new TasksPallet(At(50), …));</c>
/// </remarks>
public class TestRuntime : IRuntimeContext, IRuntimeCallDecoder, IRuntimeEventDecoder
{
    private readonly SortedDictionary<byte, Pallet> _pallets = [];
    private readonly List<RuntimeEvent> _events = [];

    public TestRuntime(ISignatureVerifier? verifier = null) => Externalities = new OverlayExternalities(new MemoryState(), verifier);

    /// <summary>The state.</summary>
    public OverlayExternalities Externalities { get; }

    /// <inheritdoc/>
    public uint BlockNumber { get; set; } = 1;

    /// <summary>What was deposited since the last <see cref="ClearEvents"/>, without what refused calls deposited.</summary>
    public IEnumerable<PalletEvent> Events => _events.Select(static e => e.Event);

    /// <summary>The same, with the pallets' indices.</summary>
    public IReadOnlyList<RuntimeEvent> Records => _events;

    /// <summary>The pallets, by index.</summary>
    public IEnumerable<Pallet> Pallets => _pallets.Values;

    /// <summary>What a pallet of this index is constructed with.</summary>
    public PalletContext At(byte index) => new(Externalities, this, index);

    /// <summary>Adds a pallet.</summary>
    public TPallet Add<TPallet>(TPallet pallet)
        where TPallet : Pallet
    {
        _pallets.Add(pallet.Index, pallet);
        return pallet;
    }

    /// <summary>Puts a pallet with other settings in the place of one, over the same state.</summary>
    public TPallet Replace<TPallet>(TPallet pallet)
        where TPallet : Pallet
    {
        _pallets[pallet.Index] = pallet;
        return pallet;
    }

    /// <inheritdoc/>
    public Codec<PalletCall>? CallCodecOf(byte pallet) => _pallets.TryGetValue(pallet, out Pallet? found) ? found.CallCodec : null;

    /// <inheritdoc/>
    public Codec<PalletEvent>? EventCodecOf(byte pallet) => _pallets.TryGetValue(pallet, out Pallet? found) ? found.EventCodec : null;

    /// <inheritdoc/>
    public CallInfo InfoOf(RuntimeCall call) => _pallets[call.Pallet].InfoOf(call.Call);

    /// <inheritdoc/>
    public virtual void DepositEvent(byte pallet, PalletEvent deposited, ImmutableArray<H256> topics = default)
    {
        RuntimeEvent record = new(pallet, deposited);
        byte[] bytes = RuntimeEvent.Codec.ToBytes(record);
        Assert.True(RuntimeEvent.Codec.TryDecode(bytes, out RuntimeEvent decoded, this), $"{deposited} does not decode");
        Assert.Equal(bytes, RuntimeEvent.Codec.ToBytes(decoded));
        _events.Add(record);
    }

    /// <inheritdoc/>
    public DispatchResult Dispatch(RuntimeCall call, Origin origin)
    {
        if (!origin.Allows(call)) return DispatchError.CallFiltered;
        int events = _events.Count;
        Externalities.BeginTransaction();
        DispatchResult result = _pallets[call.Pallet].Dispatch(call.Call, origin);
        if (!result.IsError)
        {
            Externalities.CommitTransaction();
            return result;
        }

        Externalities.RollbackTransaction();
        _events.RemoveRange(events, _events.Count - events);
        return result;
    }

    /// <summary>Sends a call the way a block does: encoded, decoded, weighed, and rolled back when it is refused.</summary>
    public DispatchResult Dispatch(Origin origin, PalletCall call)
    {
        RuntimeCall sent = Of(call);
        byte[] bytes = RuntimeCall.Codec.ToBytes(sent);
        Assert.True(RuntimeCall.Codec.TryDecode(bytes, out RuntimeCall received, this), $"{call} does not decode");
        Assert.Equal(bytes, RuntimeCall.Codec.ToBytes(received));
        InfoOf(received);
        return Dispatch(received, origin);
    }

    /// <summary>A pallet's call as one of the runtime.</summary>
    public RuntimeCall Of(PalletCall call)
    {
        Type? owner = call.GetType().DeclaringType?.DeclaringType;
        return new RuntimeCall(_pallets.Values.Single(p => p.GetType() == owner).Index, call);
    }

    /// <summary>Sends a call that succeeds.</summary>
    public DispatchResult AssertOk(Origin origin, PalletCall call)
    {
        DispatchResult result = Dispatch(origin, call);
        Assert.False(result.IsError, $"{call} was refused: {Explain(result)}");
        return result;
    }

    /// <summary>Sends a call that is refused for this reason and leaves no trace.</summary>
    public void AssertNoop(DispatchError error, Origin origin, PalletCall call)
    {
        string before = Snapshot();
        int events = _events.Count;
        AssertError(error, Dispatch(origin, call));
        Assert.Equal(before, Snapshot());
        Assert.Equal(events, _events.Count);
    }

    /// <summary>Sends a call that is refused with a pallet's own error and leaves no trace.</summary>
    public void AssertNoop(Enum error, Origin origin, PalletCall call) => AssertNoop(ErrorOf(error), origin, call);

    /// <summary>Expects a refusal for this reason.</summary>
    public void AssertError(DispatchError error, DispatchResult result) =>
        Assert.True(result.Error == error, $"expected {Explain(error)}, was {Explain(result)}");

    /// <summary>Expects a refusal with a pallet's own error.</summary>
    public void AssertError(Enum error, DispatchResult result) => AssertError(ErrorOf(error), result);

    /// <summary>A pallet's own error as one of the runtime.</summary>
    public DispatchError ErrorOf(Enum error) => DispatchError.Module(
        _pallets.Values.Single(p => p.GetType() == error.GetType().DeclaringType).Index,
        Convert.ToByte(error, System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Ends the current block and starts the next, until this one has been initialised.</summary>
    public virtual void RunToBlock(uint block)
    {
        while (BlockNumber < block)
        {
            foreach (Pallet pallet in _pallets.Values) pallet.OnIdle(BlockNumber, Weight.MaxValue);
            foreach (Pallet pallet in _pallets.Values) pallet.OnFinalize(BlockNumber);
            BlockNumber++;
            foreach (Pallet pallet in _pallets.Values) pallet.OnInitialize(BlockNumber);
        }
    }

    /// <summary>Forgets the events so far.</summary>
    public void ClearEvents() => _events.Clear();

    /// <summary>The last event of a kind, or null.</summary>
    public TEvent? Last<TEvent>()
        where TEvent : PalletEvent
        => Events.OfType<TEvent>().LastOrDefault();

    /// <summary>All keys and values of the state, as text that tests compare.</summary>
    public string Snapshot()
    {
        System.Text.StringBuilder text = new();
        for (byte[]? key = Externalities.NextKey([]); key is not null; key = Externalities.NextKey(key))
        {
            text.Append(Convert.ToHexStringLower(key)).Append(" = ").AppendLine(Convert.ToHexStringLower(Externalities.Get(key).AsSpan()));
        }

        return text.ToString();
    }

    private string Explain(DispatchResult result)
    {
        if (result.Error is not { Kind: DispatchErrorKind.Module } error || !_pallets.TryGetValue(error.Detail, out Pallet? pallet)) return result.ToString();
        TypeVariant? variant = (pallet.Metadata.Error?.Definition as TypeDefinition.Variant)?.Variants.FirstOrDefault(v => v.Index == error.Code);
        return $"{pallet.Name}.{variant?.Name ?? error.Code.ToString(System.Globalization.CultureInfo.InvariantCulture)}";
    }
}
