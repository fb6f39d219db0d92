using Gensyn.Primitives;

namespace Gensyn.Testing;

/// <summary>The accounts of every Substrate development chain.</summary>
// Vectors: sp_keyring, Sr25519Keyring; the public keys of //Alice and so on below the development phrase.
public static class DevAccounts
{
    public static AccountId Alice { get; } = Parse("d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d");

    public static AccountId Bob { get; } = Parse("8eaf04151687736326c9fea17e25fc5287613693c912909cb226aa4794f26a48");

    public static AccountId Charlie { get; } = Parse("90b5ab205c6974c9ea841be688864633dc9ca8a357843eeacf2314649965fe22");

    public static AccountId Dave { get; } = Parse("306721211d5404bd9da88e0204360a1a9ab8b87c66c1bc2fcdd37f3c2222cc20");

    public static AccountId Eve { get; } = Parse("e659a7a1628cdd93febc04a4e0646ea20e9f5f0ce097d9a05290d4a9e054df4e");

    public static AccountId Ferdie { get; } = Parse("1cbd2d43530a44705ad088af313e18f80b53ef16b36177cd4b77b846f2a5f07c");

    /// <summary>Made-up accounts, as many as a test needs.</summary>
    public static AccountId Number(int number)
    {
        byte[] bytes = new byte[32];
        BitConverter.TryWriteBytes(bytes, number);
        bytes[31] = 0xAC;
        return new AccountId(bytes);
    }

    private static AccountId Parse(string hex) => new(Convert.FromHexString(hex));
}
