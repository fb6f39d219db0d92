using Gensyn.Frame;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Pallets.Substrate.FrameSystem;
using Gensyn.Pallets.Substrate.Proxy;
using Gensyn.Primitives;
using Gensyn.Scale;
using Xunit;

namespace Gensyn.Runtime.Tests;

/// <summary>View functions as clients ask them: by id, through the runtime API.</summary>
public sealed class ViewFunctionTests
{
    // Source of the ids: the metadata V16 of Asset Hub Polkadot.
    private const string CheckPermissions = "1809d78346727a0ef58c0fa03bafa323cbc51488d92a1aa7137b03bfb50efc17";
    private const string IsSuperset = "1809d78346727a0ef58c0fa03bafa3231714b0607d62af0a3b3b0ad2c5d55c58";

    private readonly TestChain _chain = new();

    [Theory]
    [InlineData(ProxyType.Any, true)]
    [InlineData(ProxyType.NonTransfer, false)]
    public void CheckPermissions_AnswersAsTheFilterDoes(ProxyType kind, bool mayTransfer)
    {
        RuntimeCall transfer = _chain.Of(new BalancesPallet.Call.TransferKeepAlive(TestChain.Account(TestChain.Bob), 1));
        RuntimeCall remark = _chain.Of(new FrameSystemPallet.Call.RemarkWithEvent([1]));

        Assert.Equal([0, 4, mayTransfer ? (byte)1 : (byte)0], Ask(CheckPermissions, [.. RuntimeCall.Codec.ToBytes(transfer), (byte)kind]));
        Assert.Equal([0, 4, 1], Ask(CheckPermissions, [.. RuntimeCall.Codec.ToBytes(remark), (byte)kind]));
    }

    [Theory]
    [InlineData(ProxyType.Any, ProxyType.Compute, true)]
    [InlineData(ProxyType.Compute, ProxyType.Any, false)]
    public void IsSuperset_AnswersAsTheFilterDoes(ProxyType larger, ProxyType smaller, bool expected) =>
        Assert.Equal([0, 4, expected ? (byte)1 : (byte)0], Ask(IsSuperset, [(byte)larger, (byte)smaller]));

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("00ff")]
    [InlineData("000000")]
    public void IsSuperset_WithOtherArguments_IsACodecError(string arguments) => Assert.Equal([1, 2], Ask(IsSuperset, Convert.FromHexString(arguments)));

    [Fact]
    public void AnUnknownFunction_IsNotFound()
    {
        string unknown = CheckPermissions[..32] + new string('0', 32);

        Assert.Equal([1, 1, .. Convert.FromHexString(unknown)], Ask(unknown, []));
    }

    private byte[] Ask(string id, byte[] arguments) =>
        _chain.Query("RuntimeViewFunction_execute_view_function", Convert.FromHexString(id), Codecs.Bytes.ToBytes(arguments));
}
