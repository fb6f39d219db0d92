using Gensyn.Frame;
using Gensyn.Scale;

namespace Gensyn.Pallets.Substrate.Proxy;

/// <summary>What a proxy may do: a matter of the runtime, of which there is one here. Which calls each kind may make is its <see cref="IProxyFilter"/>'s.</summary>
/// <remarks>The default is the kind that may do everything. Numbers below 16 are as on Asset Hub, whose other kinds are left out.</remarks>
[Scale(RuntimeTypes.Crate + "::ProxyType")]
public enum ProxyType : byte
{
    /// <summary>Everything.</summary>
    Any = 0,

    /// <summary>What does not spend money.</summary>
    NonTransfer = 1,

    /// <summary>Rejecting what other proxies announced.</summary>
    CancelProxy = 2,

    /// <summary>What solvers, verifiers, submitters and whistleblowers do.</summary>
    Compute = 16,
}

/// <summary>Which calls each kind of proxy may make (FRAME's InstanceFilter).</summary>
public interface IProxyFilter
{
    /// <summary>Whether a proxy of this kind may make a call.</summary>
    bool Allows(ProxyType type, RuntimeCall call);

    /// <summary>Whether one kind may do all that another may.</summary>
    bool IsSuperset(ProxyType larger, ProxyType smaller);
}
