using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Gensyn.Crypto;
using Gensyn.Runtime.Interface;

namespace Gensyn.Node.Chain;

/// <summary>Keys in a folder, in Substrate's format: a file for each, named by its type and its public key, that holds its secret URI as JSON text.</summary>
/// <remarks>
/// Source: sc-keystore, local.rs. A key made from a given URI is kept in memory only, as there: it is what tests and development chains ask for. Safe for
/// threads.
/// </remarks>
/// <param name="folder">The folder, which need not exist yet; null keeps everything in memory.</param>
public sealed class FileKeystore(string? folder) : IKeystore
{
    private readonly ConcurrentDictionary<string, string> _memory = new(StringComparer.Ordinal);

    /// <summary>Keeps the secret URI of a public key, without looking whether they belong together.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Insert(uint keyType, string uri, ReadOnlySpan<byte> publicKey)
    {
        ArgumentNullException.ThrowIfNull(uri);
        string name = NameOf(keyType, publicKey);
        if (folder is null)
        {
            _memory[name] = uri;
            return;
        }

        Directory.CreateDirectory(folder);
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        // Nobody else on the machine is to read a secret.
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using FileStream file = new(Path.Combine(folder, name), options);
        JsonSerializer.Serialize(file, uri);
    }

    /// <inheritdoc/>
    public byte[] GenerateSr25519(uint keyType, string? uri)
    {
        if (uri is not null)
        {
            byte[] given = PublicKeyOf(uri);
            _memory[NameOf(keyType, given)] = uri;
            return given;
        }

        string phrase = Bip39.WritePhrase(RandomNumberGenerator.GetBytes(16));
        byte[] made = PublicKeyOf(phrase);
        Insert(keyType, phrase, made);
        return made;
    }

    /// <inheritdoc/>
    public bool Contains(uint keyType, ReadOnlySpan<byte> publicKey)
    {
        string name = NameOf(keyType, publicKey);
        return _memory.ContainsKey(name) || (folder is not null && File.Exists(Path.Combine(folder, name)));
    }

    /// <inheritdoc/>
    public byte[]? SignSr25519(uint keyType, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message)
    {
        // A file may hold the secret of another key: then that key's is not here.
        if (UriOf(NameOf(keyType, publicKey)) is not { } uri) return null;
        try
        {
            using Sr25519KeyPair pair = Sr25519KeyPair.FromUri(uri);
            return publicKey.SequenceEqual(pair.PublicKey) ? pair.Sign(message) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static byte[] PublicKeyOf(string uri)
    {
        using Sr25519KeyPair pair = Sr25519KeyPair.FromUri(uri);
        return pair.PublicKey.ToArray();
    }

    private static string NameOf(uint keyType, ReadOnlySpan<byte> publicKey)
    {
        Span<byte> letters = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(letters, keyType);
        return Convert.ToHexStringLower(letters) + Convert.ToHexStringLower(publicKey);
    }

    private string? UriOf(string name)
    {
        if (_memory.TryGetValue(name, out string? uri)) return uri;
        if (folder is null || !File.Exists(Path.Combine(folder, name))) return null;
        try
        {
            return JsonSerializer.Deserialize<string>(File.ReadAllBytes(Path.Combine(folder, name)));
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
