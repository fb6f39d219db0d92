using System.Globalization;
using System.Text.Json.Nodes;
using Gensyn.Node.Chain;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;

namespace Gensyn.Node.Rpc;

/// <summary><c>payment_*</c>: what a transaction would cost.</summary>
internal sealed class PaymentMethods(ChainService chain)
{
    public void Register(RpcMethods methods)
    {
        methods.Add("payment_queryInfo", QueryInfo);
        methods.Add("payment_queryFeeDetails", QueryFeeDetails);
    }

    private JsonNode? QueryInfo(RpcRequest request)
    {
        ScaleReader reader = new(Query(request, "TransactionPaymentApi_query_info", "Unable to query dispatch info."));
        ulong time = reader.ReadCompactU64();
        ulong proof = reader.ReadCompactU64();
        byte kind = reader.ReadByte();
        UInt128 fee = reader.ReadU128();
        if (reader.Failed || kind > 2) throw new RpcException(1, "Unable to query dispatch info.", "the runtime's answer is malformed");
        return new JsonObject
        {
            ["weight"] = new JsonObject { ["ref_time"] = time, ["proof_size"] = proof },
            ["class"] = kind switch { 0 => "normal", 1 => "operational", _ => "mandatory" },
            ["partialFee"] = fee.ToString(CultureInfo.InvariantCulture),
        };
    }

    private JsonNode? QueryFeeDetails(RpcRequest request)
    {
        ScaleReader reader = new(Query(request, "TransactionPaymentApi_query_fee_details", "Unable to query fee details."));
        JsonNode? inclusion = null;
        if (reader.ReadBool())
        {
            string[] fees = [Number(reader.ReadU128()), Number(reader.ReadU128()), Number(reader.ReadU128())];
            inclusion = new JsonObject { ["baseFee"] = fees[0], ["lenFee"] = fees[1], ["adjustedWeightFee"] = fees[2] };
        }

        if (reader.Failed) throw new RpcException(1, "Unable to query fee details.", "the runtime's answer is malformed");
        return new JsonObject { ["inclusionFee"] = inclusion };
    }

    private byte[] Query(RpcRequest request, string method, string failure)
    {
        byte[] given = request.Params.Bytes(0, "encodedXt");
        byte[] extrinsic = AuthorMethods.Opaque(given) ?? throw new RpcException(2, failure, "Not enough data to fill buffer");
        H256 at = request.Params.OptionalHash(1, "at") ?? chain.Tree.Best.Hash;
        try
        {
            return chain.Host.Call(at, method, [.. extrinsic, .. BitConverter.GetBytes(given.Length)]);
        }
        catch (Exception fault) when (fault is RuntimeException or UnknownBlockException)
        {
            throw new RpcException(1, failure, fault.Message);
        }
    }

    private static string Number(UInt128 value) => "0x" + value.ToString("x", CultureInfo.InvariantCulture);
}
