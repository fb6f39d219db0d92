using Gensyn.Primitives;

namespace Gensyn.Pallets.Substrate.Sudo;

/// <summary>The measured cost of each call, the call inside aside.</summary>
public interface ISudoWeights
{
    /// <summary>Of <c>set_key</c>.</summary>
    Weight SetKey();

    /// <summary>Of <c>sudo</c>.</summary>
    Weight Sudo();

    /// <summary>Of <c>sudo_as</c>.</summary>
    Weight SudoAs();

    /// <summary>Of <c>remove_key</c>.</summary>
    Weight RemoveKey();
}
