using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;
using Xunit;

namespace Gensyn.Testing;

/// <content>What calls should come to.</content>
public partial class MockRuntime
{
    /// <summary>Sends a call that succeeds.</summary>
    public DispatchResult AssertOk(Origin origin, PalletCall call)
    {
        DispatchResult result = Dispatch(origin, call);
        Assert.False(result.IsError, $"{call} was refused: {Explain(result)}");
        return result;
    }

    /// <summary>Sends a call that is refused for this reason and leaves no trace: the state's root, events included, is what it was.</summary>
    public void AssertNoop(DispatchError error, Origin origin, PalletCall call) => AssertNoop(error, () => Dispatch(origin, call));

    /// <summary>Sends a call that is refused with a pallet's own error and leaves no trace.</summary>
    public void AssertNoop(Enum error, Origin origin, PalletCall call) => AssertNoop(ErrorOf(error), origin, call);

    /// <summary>Runs something, in no storage layer, that is refused for this reason and leaves no trace.</summary>
    public void AssertNoop(DispatchError error, Func<DispatchResult> run)
    {
        Start();
        AssertNoTrace(() => AssertError(error, run()));
    }

    /// <summary>Runs something, in no storage layer, that is refused with a pallet's own error and leaves no trace.</summary>
    public void AssertNoop(Enum error, Func<DispatchResult> run) => AssertNoop(ErrorOf(error), run);

    /// <summary>Runs something that leaves the state's root as it was, and no storage layer open.</summary>
    public void AssertNoTrace(Action run)
    {
        int layers = Externalities.OpenTransactions;
        H256 root = StateRoot;
        StateChanges before = Externalities.Changes();
        run();
        Assert.Equal(layers, Externalities.OpenTransactions);
        if (StateRoot != root) Assert.Fail($"the state has changed:\n{string.Join('\n', Differences(before, Externalities.Changes()))}");
    }

    /// <summary>Expects a refusal for this reason.</summary>
    public void AssertError(DispatchError error, DispatchResult result) =>
        Assert.True(result.Error == error, $"expected {Explain(error)}, was {Explain(result)}");

    /// <summary>Expects a refusal with a pallet's own error.</summary>
    public void AssertError(Enum error, DispatchResult result) => AssertError(ErrorOf(error), result);

    /// <summary>A result with its error by name.</summary>
    private string Explain(DispatchResult result)
    {
        if (result.Error is not { Kind: DispatchErrorKind.Module } error || PalletAt(error.Detail) is not { } pallet) return result.ToString();
        TypeVariant? variant = (pallet.Metadata.Error?.Definition as TypeDefinition.Variant)?.Variants.FirstOrDefault(v => v.Index == error.Code);
        return variant is null ? result.ToString() : $"{pallet.Name}.{variant.Name}";
    }

    private IEnumerable<string> Differences(StateChanges before, StateChanges after)
    {
        Dictionary<string, string> old = before.Top.ToDictionary(static pair => Hex(pair.Key), static pair => Hex(pair.Value), StringComparer.Ordinal);
        foreach ((byte[] key, byte[]? value) in after.Top)
        {
            bool wasThere = old.Remove(Hex(key), out string? was);
            if (!wasThere || was != Hex(value)) yield return $"{NameOf(key)}: {(wasThere ? was : "as in the last block")} -> {Hex(value)}";
        }

        foreach ((string key, string was) in old) yield return $"{NameOf(Convert.FromHexString(key))}: {was} -> as in the last block";
        if (before.Children.Count + after.Children.Count > 0) yield return "or a child trie";
    }

    private string NameOf(byte[] key)
    {
        foreach (Pallet pallet in Pallets)
        {
            foreach (StorageInfo item in pallet.Metadata.Storage)
            {
                byte[] prefix = StoragePrefix.Of(pallet.Name, item.Name);
                if (key.AsSpan().StartsWith(prefix)) return $"{pallet.Name}.{item.Name} {Hex(key[prefix.Length..])}";
            }
        }

        return Hex(key);
    }

    private static string Hex(byte[]? bytes) => bytes is null ? "nothing" : Convert.ToHexStringLower(bytes);
}
