namespace Gensyn.Scale;

/// <summary>A value or an error: <c>Result&lt;T, E&gt;</c>.</summary>
public readonly record struct Result<TValue, TError>
{
    private Result(bool isError, TValue value, TError error)
    {
        IsError = isError;
        Value = value;
        Error = error;
    }

    /// <summary>Whether this is an error.</summary>
    public bool IsError { get; }

    /// <summary>The value; a default when this is an error.</summary>
    public TValue Value { get; }

    /// <summary>The error; a default when this is a value.</summary>
    public TError Error { get; }

    /// <summary>A value: for types where value and error are the same type, which no conversion can tell apart.</summary>
    // The field of the other kind is never read while IsError guards it, so its null is not seen.
    public static Result<TValue, TError> Ok(TValue value) => new(isError: false, value, default!);

    /// <summary>An error.</summary>
    public static Result<TValue, TError> Err(TError error) => new(isError: true, default!, error);

    /// <summary>A value.</summary>
    public static implicit operator Result<TValue, TError>(TValue value) => Ok(value);

    /// <summary>An error.</summary>
    public static implicit operator Result<TValue, TError>(TError error) => Err(error);
}
