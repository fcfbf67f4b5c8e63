namespace DeductionGateway.Tests.Architecture;

/// <summary>What is compared with a secret takes the same time for every wrong one: a comparison that ends at the first difference tells how much of a guess was right.</summary>
public sealed class FixedTimeTests
{
    private const string FixedTime = "System.Security.Cryptography.CryptographicOperations::FixedTimeEquals";

    private static readonly string[] EndingEarly = ["System.MemoryExtensions::SequenceEqual", "System.Linq.Enumerable::SequenceEqual", "System.Collections.StructuralComparisons"];

    /// <summary>Rooms in which bytes are secrets, or come from somebody who does not know one.</summary>
    private static readonly string[] Rooms = ["DeductionGateway.Access", "DeductionGateway.Banks", "DeductionGateway.Sealing", "DeductionGateway.Core.Snap"];

    /// <summary>Every type that compares something with a secret: signatures, certificates, passwords, clients' secrets, codes.</summary>
    private static readonly string[] Compare =
        ["DeductionGateway.Access.PasswordHash", "DeductionGateway.Access.SignIn", "DeductionGateway.Access.Totp", "DeductionGateway.Banks.Register.Partner", "DeductionGateway.Core.Snap.SnapSignature"];

    [Fact]
    public void Bytes_are_compared_to_their_end_where_secrets_are() =>
        CodeRules.Forbidden(Mentions.Where(static mention => Rooms.Any(room => mention.FromNamespace == room || mention.FromNamespace.StartsWith(room + ".", StringComparison.Ordinal))), EndingEarly).ShouldHold("Secrets and what is compared with them go through CryptographicOperations.FixedTimeEquals.");

    [Fact]
    public void Whoever_compares_with_a_secret_does_it_in_fixed_time() =>
        Mentions.Where(static mention => mention.What == FixedTime).Select(static mention => mention.FromType.Split('+')[0]).Distinct().Order(StringComparer.Ordinal).ShouldBe(Compare, ignoreOrder: true, "a type that compares otherwise now, or a new one that this table does not know");

    [Fact]
    public void It_bites_on_a_comparison_that_ends_early() =>
        CodeRules.Forbidden(House.Planted("Secrets"), EndingEarly).Select(static finding => finding.Where).Distinct().ShouldBe([$"{House.PlantedRoot}.Secrets.Guessable::IsRight", $"{House.PlantedRoot}.Secrets.Guessable::IsRightToo"], ignoreOrder: true);

    private static IEnumerable<Mention> Mentions => House.Service.Mentions.Concat(House.Core.Mentions);
}
