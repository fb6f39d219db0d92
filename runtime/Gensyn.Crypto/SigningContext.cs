namespace Gensyn.Crypto;

/// <summary>What a signature is for: the same message under another context has other signatures.</summary>
/// <remarks>Source: schnorrkel, src/context.rs, SigningContext.</remarks>
public sealed class SigningContext
{
    // Every message's transcript begins alike, so the beginning is made once.
    private readonly Transcript _beginning;

    /// <summary>A context by its bytes, of any number.</summary>
    public SigningContext(ReadOnlySpan<byte> context)
    {
        _beginning = Transcript.Create("SigningContext"u8);
        _beginning.Append(""u8, context);
    }

    /// <summary>The context of everything that Substrate signs.</summary>
    public static SigningContext Substrate { get; } = new("substrate"u8);

    /// <summary>The transcript that a signature of these bytes signs.</summary>
    public Transcript Bytes(ReadOnlySpan<byte> message)
    {
        Transcript transcript = _beginning;
        transcript.Append("sign-bytes"u8, message);
        return transcript;
    }
}
