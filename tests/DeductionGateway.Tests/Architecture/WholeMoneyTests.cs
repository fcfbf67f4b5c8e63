namespace DeductionGateway.Tests.Architecture;

/// <summary>Money is whole rupiah in a long. No number with a fraction is near it, not even on the way.</summary>
public sealed class WholeMoneyTests
{
    private static readonly string[] Fractions = ["System.Single", "System.Double", "System.Decimal", "System.Half"];

    /// <summary>Where the service may hold a fraction. None of them is an amount of money.</summary>
    private static readonly Allowed[] NotMoney =
    [
        new("DeductionGateway.Reconciliation.RunTotals", "seconds per phase, printed and written to run.json"),
        new("DeductionGateway.Answers.RunSummary", "prints the seconds and lines per second of a run"),
        new("DeductionGateway.Answers.SmallFiles", "writes the seconds of a run"),
        new("DeductionGateway.Ledger.ProofResult", "seconds a proof took, printed"),
        new("DeductionGateway.Ledger.LedgerProofs::Timed", "measures those seconds"),
        new("DeductionGateway.Wire.CallMeter", "seconds of calls, measured"),
        new("DeductionGateway.Runs.RunMeter", "seconds of runs, measured"),
        new("DeductionGateway.Banks.Calls.BankMeter", "seconds of calls to banks, measured"),
        new("DeductionGateway.Banks.Calls.PartnerPipeline", "the share of failing calls at which a breaker opens"),
        new("DeductionGateway.Schedule.JobMeter", "seconds of scheduled jobs, measured"),
        new("DeductionGateway.Wire.CallLimits", "TimeSpan divides in fractions of a second"),
        new("DeductionGateway.Hosting.EmbeddedPostgres", "how long to wait for the server: TimeSpan counts in fractions of a second"),
    ];

    [Fact]
    public void Core_knows_no_fraction() => CodeRules.Forbidden(House.Core.Mentions, Fractions).ShouldHold("Money is a long of whole rupiah.");

    [Fact]
    public void The_service_holds_fractions_only_for_seconds_on_display() =>
        CodeRules.Forbidden(House.Service.Mentions, Fractions).Except(NotMoney).ShouldHold("A fraction stands only where it is listed with its reason.");

    [Fact]
    public void No_place_is_listed_that_needs_it_no_more()
    {
        var found = CodeRules.Forbidden(House.Service.Mentions, Fractions);
        NotMoney.Where(place => found.Except([place]).Count == found.Count).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("_rate", "System.Decimal")]
    [InlineData("Share", "System.Double")]
    [InlineData("Half", "System.Double")]
    [InlineData("Third", "System.Single")]
    [InlineData("Rounded", "System.Decimal")]
    [InlineData("InAList", "System.Decimal")]
    public void It_bites_on_a_fraction(string member, string type) =>
        CodeRules.Forbidden(House.Planted("Fractions"), Fractions).ShouldContain(new Finding($"{House.PlantedRoot}.Fractions.Broken::{member}", type));

    [Fact]
    public void An_allowed_place_covers_itself_and_what_is_in_it_and_nothing_that_merely_begins_alike()
    {
        Finding[] found = [new("A.RunTotals", ""), new("A.RunTotals::Seconds", ""), new("A.RunTotals+<>c::M", ""), new("A.RunTotalsOfMoney::Sum", "")];
        found.Except([new Allowed("A.RunTotals", "seconds")]).ShouldBe([found[3]]);
    }
}
