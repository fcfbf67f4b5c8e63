#pragma warning disable CA1822, CA1852
namespace DeductionGateway.Tests.Architecture.Planted.Secrets;

/// <summary>Tells by its time how much of a guess was right, so that the rule is seen to bite. Never run.</summary>
internal sealed class Guessable
{
    public bool IsRight(byte[] secret, byte[] guess) => secret.AsSpan().SequenceEqual(guess);
    public bool IsRightToo(byte[] secret, byte[] guess) => Enumerable.SequenceEqual(secret, guess);
}
