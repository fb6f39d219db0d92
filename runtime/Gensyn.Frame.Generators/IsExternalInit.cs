namespace System.Runtime.CompilerServices;

/// <summary>Lets records compile for netstandard2.0, which Roslyn loads generators as.</summary>
internal static class IsExternalInit;
