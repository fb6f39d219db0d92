using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Gensyn.Crypto.Curve25519;

internal readonly partial struct FieldVector4
{
    // Limb by limb of the first factor, so that its limbs leave the registers one after the other: column by column, which reads
    // better, takes an eighth longer. Not an operator: what one returns is copied from the stack, in pieces of another size than it was
    // written in.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Multiply(in FieldVector4 a, in FieldVector4 b, out FieldVector4 product)
    {
        Vector256<int> f0 = a.V0, f2 = a.V1, f4 = a.V2, f6 = a.V3, f8 = a.V4;
        Vector256<int> f1 = Upper(f0), f3 = Upper(f2), f5 = Upper(f4), f7 = Upper(f6), f9 = Upper(f8);
        Vector256<int> d1 = f1 + f1, d3 = f3 + f3, d5 = f5 + f5, d7 = f7 + f7, d9 = f9 + f9;
        Vector256<int> g0 = b.V0, g2 = b.V1, g4 = b.V2, g6 = b.V3, g8 = b.V4;
        Vector256<int> g1 = Upper(g0), g3 = Upper(g2), g5 = Upper(g4), g7 = Upper(g6), g9 = Upper(g8);

        // 2^255 = 19, so what overflows the tenth limb comes back times 19; two odd limbs lie half a bit lower than their sum says.
        Vector256<int> n19 = Vector256.Create(19);
        Vector256<int> n0 = g0 * n19, n2 = g2 * n19, n4 = g4 * n19, n6 = g6 * n19, n8 = g8 * n19;
        Vector256<int> n1 = Upper(n0), n3 = Upper(n2), n5 = Upper(n4), n7 = Upper(n6), n9 = Upper(n8);
        Vector256<long> h0 = M(f0, g0);
        Vector256<long> h1 = M(f0, g1);
        Vector256<long> h2 = M(f0, g2);
        Vector256<long> h3 = M(f0, g3);
        Vector256<long> h4 = M(f0, g4);
        Vector256<long> h5 = M(f0, g5);
        Vector256<long> h6 = M(f0, g6);
        Vector256<long> h7 = M(f0, g7);
        Vector256<long> h8 = M(f0, g8);
        Vector256<long> h9 = M(f0, g9);

        h0 += M(d1, n9);
        h1 += M(f1, g0);
        h2 += M(d1, g1);
        h3 += M(f1, g2);
        h4 += M(d1, g3);
        h5 += M(f1, g4);
        h6 += M(d1, g5);
        h7 += M(f1, g6);
        h8 += M(d1, g7);
        h9 += M(f1, g8);

        h0 += M(f2, n8);
        h1 += M(f2, n9);
        h2 += M(f2, g0);
        h3 += M(f2, g1);
        h4 += M(f2, g2);
        h5 += M(f2, g3);
        h6 += M(f2, g4);
        h7 += M(f2, g5);
        h8 += M(f2, g6);
        h9 += M(f2, g7);

        h0 += M(d3, n7);
        h1 += M(f3, n8);
        h2 += M(d3, n9);
        h3 += M(f3, g0);
        h4 += M(d3, g1);
        h5 += M(f3, g2);
        h6 += M(d3, g3);
        h7 += M(f3, g4);
        h8 += M(d3, g5);
        h9 += M(f3, g6);

        h0 += M(f4, n6);
        h1 += M(f4, n7);
        h2 += M(f4, n8);
        h3 += M(f4, n9);
        h4 += M(f4, g0);
        h5 += M(f4, g1);
        h6 += M(f4, g2);
        h7 += M(f4, g3);
        h8 += M(f4, g4);
        h9 += M(f4, g5);

        h0 += M(d5, n5);
        h1 += M(f5, n6);
        h2 += M(d5, n7);
        h3 += M(f5, n8);
        h4 += M(d5, n9);
        h5 += M(f5, g0);
        h6 += M(d5, g1);
        h7 += M(f5, g2);
        h8 += M(d5, g3);
        h9 += M(f5, g4);

        h0 += M(f6, n4);
        h1 += M(f6, n5);
        h2 += M(f6, n6);
        h3 += M(f6, n7);
        h4 += M(f6, n8);
        h5 += M(f6, n9);
        h6 += M(f6, g0);
        h7 += M(f6, g1);
        h8 += M(f6, g2);
        h9 += M(f6, g3);

        h0 += M(d7, n3);
        h1 += M(f7, n4);
        h2 += M(d7, n5);
        h3 += M(f7, n6);
        h4 += M(d7, n7);
        h5 += M(f7, n8);
        h6 += M(d7, n9);
        h7 += M(f7, g0);
        h8 += M(d7, g1);
        h9 += M(f7, g2);

        h0 += M(f8, n2);
        h1 += M(f8, n3);
        h2 += M(f8, n4);
        h3 += M(f8, n5);
        h4 += M(f8, n6);
        h5 += M(f8, n7);
        h6 += M(f8, n8);
        h7 += M(f8, n9);
        h8 += M(f8, g0);
        h9 += M(f8, g1);

        h0 += M(d9, n1);
        h1 += M(f9, n2);
        h2 += M(d9, n3);
        h3 += M(f9, n4);
        h4 += M(d9, n5);
        h5 += M(f9, n6);
        h6 += M(d9, n7);
        h7 += M(f9, n8);
        h8 += M(d9, n9);
        h9 += M(f9, g0);

        product = Reduce(h0, h1, h2, h3, h4, h5, h6, h7, h8, h9);
    }
}
