using System.Buffers.Binary;
using Gensyn.Crypto.Curve25519;

namespace Gensyn.Crypto;

/// <summary>The one equation that stands for those of many Schnorr signatures: a random combination of them.</summary>
/// <remarks>
/// Each signature says s·B - c·A - R = 0; the sum of these, each times a coefficient of 128 bits, is neutral when all are. When one is
/// not, the sum is neutral for at most one of 2^128 values of its coefficient. The coefficients are a hash of every key, commitment,
/// response and challenge, so who chooses any of these draws new coefficients: to pass a bad batch takes about 2^127 tries, no fewer than
/// to break the curve. So a batch needs no entropy, and every machine that checks it says the same. Source: M. Bellare, J. Garay,
/// T. Rabin, "Fast Batch Verification for Modular Exponentiation and Digital Signatures" (1998), small exponents test.
/// </remarks>
internal sealed class SignatureBatch(int count)
{
    private const int Record = 128;
    private const int CoefficientSize = 16;
    private const int CoefficientsOfAHash = Blake2b.MaxSize / CoefficientSize;

    private readonly Scalar[] _responses = new Scalar[count];
    private readonly Scalar[] _challenges = new Scalar[count];

    /// <summary>The encodings of each key and commitment, in turn.</summary>
    public byte[] Encodings { get; } = new byte[64 * count];

    /// <summary>What they encode.</summary>
    public EdwardsPoint[] Points { get; } = new EdwardsPoint[2 * count];

    /// <summary>Puts a signature in its place.</summary>
    public void Set(int index, ReadOnlySpan<byte> key, ReadOnlySpan<byte> commitment, in Scalar response, in Scalar challenge)
    {
        key.CopyTo(Encodings.AsSpan(64 * index, 32));
        commitment.CopyTo(Encodings.AsSpan((64 * index) + 32, 32));
        _responses[index] = response;
        _challenges[index] = challenge;
    }

    /// <summary>The negated sum of all equations, once the points are read.</summary>
    public EdwardsPoint Rest()
    {
        Span<byte> seed = stackalloc byte[Blake2b.MaxSize];
        HashInputs(seed);

        Scalar[] factors = new Scalar[2 * count];
        Scalar response = default;
        Span<byte> block = stackalloc byte[Blake2b.MaxSize];
        Span<byte> coefficient = stackalloc byte[32];
        Span<byte> index = stackalloc byte[sizeof(int)];
        coefficient.Clear();
        for (int i = 0; i < count; i++)
        {
            int place = i % CoefficientsOfAHash;
            if (place == 0)
            {
                BinaryPrimitives.WriteInt32LittleEndian(index, i);
                Blake2b.Hash(index, block, seed);
            }

            block.Slice(place * CoefficientSize, CoefficientSize).CopyTo(coefficient);
            Scalar factor = Scalar.FromBytes(coefficient);
            factors[2 * i] = factor * _challenges[i];
            factors[(2 * i) + 1] = factor;
            response += factor * _responses[i];
        }

        return Multiplication.PublicSum(factors, Points, -response);
    }

    private void HashInputs(Span<byte> seed)
    {
        byte[] records = new byte[Record * count];
        for (int i = 0; i < count; i++)
        {
            Span<byte> record = records.AsSpan(Record * i, Record);
            Encodings.AsSpan(64 * i, 64).CopyTo(record);
            _responses[i].ToBytes(record[64..]);
            _challenges[i].ToBytes(record[96..]);
        }

        Blake2b.Hash(records, seed);
    }
}
