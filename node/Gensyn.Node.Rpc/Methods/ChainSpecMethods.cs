using Gensyn.Node.Chain;

namespace Gensyn.Node.Rpc;

/// <summary><c>chainSpec_v1_*</c>: which chain this is.</summary>
internal sealed class ChainSpecMethods(BlockTree tree, ChainIdentity identity)
{
    public void Register(RpcMethods methods)
    {
        methods.Add("chainSpec_v1_chainName", _ => identity.ChainName);
        methods.Add("chainSpec_v1_genesisHash", _ => Hex.Of(tree.Genesis.Hash));
        methods.Add("chainSpec_v1_properties", _ => identity.Properties.DeepClone());
    }
}
