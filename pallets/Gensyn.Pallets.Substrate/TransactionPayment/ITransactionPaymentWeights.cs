using Gensyn.Primitives;

namespace Gensyn.Pallets.Substrate.TransactionPayment;

/// <summary>The measured cost of paying.</summary>
public interface ITransactionPaymentWeights
{
    /// <summary>Of taking the fee before the call, and settling it after.</summary>
    Weight ChargeTransactionPayment();
}
