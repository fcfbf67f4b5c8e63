using System.Diagnostics.CodeAnalysis;

namespace DeductionGateway.Core.Basics;

/// <summary>A promise of ours did not hold. Never caught on the way: the transaction is rolled back and the command ends with exit code 5.</summary>
public sealed class InvariantException : Exception
{
    public InvariantException() { }
    public InvariantException(string message) : base(message) { }
    public InvariantException(string message, Exception inner) : base(message, inner) { }
}

/// <summary>Assertions for what must be true whatever the input. Bad input is a <c>FileFault</c>, never this.</summary>
public static class Check
{
    /// <exception cref="InvariantException">The condition is false.</exception>
    public static void That([DoesNotReturnIf(false)] bool condition, string promise)
    {
        if (!condition) throw new InvariantException(promise);
    }
}
