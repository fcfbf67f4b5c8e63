using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Settlement;

namespace DeductionGateway.Core.Tests.Settlement;

/// <summary>Which credit pays which file of one employer (CONTRACT §1 and §4). Portions: "reference amount → period or held".</summary>
public sealed class CreditTyingTests
{
    [Fact]
    public void The_period_of_the_remark_picks_the_file() =>
        Tie([File(A.January, 100), File(A.February, 100)], ByRule("B1", 100, A.February)).ShouldBe(["B1 100 → 2026-02"]);

    [Fact]
    public void A_period_without_a_file_is_held() => Tie([File(A.February, 100)], ByRule("B1", 100, A.January)).ShouldBe(["B1 100 → held"]);

    [Fact]
    public void A_name_ties_where_the_amount_equals_one_open_file() => Tie([File(A.January, 70), File(A.February, 100)], ByName("B1", 100)).ShouldBe(["B1 100 → 2026-02"]);

    [Theory]
    [InlineData(99)]
    [InlineData(101)]
    public void A_name_without_the_exact_amount_ties_nothing(long amount) => Tie([File(A.February, 100, fees: [1], gapLimit: 5)], ByName("B1", amount)).ShouldBe([$"B1 {amount} → held"]);

    [Fact]
    public void A_set_of_named_credits_may_add_up_to_a_file() =>
        Tie([File(A.February, 100)], ByName("B1", 60), ByName("B2", 40)).ShouldBe(["B1 60 → 2026-02", "B2 40 → 2026-02"]);

    [Fact]
    public void Two_open_files_of_one_amount_hold_a_named_credit() => Tie([File(A.January, 100), File(A.February, 100)], ByName("B1", 100)).ShouldBe(["B1 100 → held"]);

    [Fact]
    public void A_file_that_a_rule_has_paid_is_no_longer_open() =>
        Tie([File(A.January, 100), File(A.February, 100)], ByRule("B1", 100, A.February), ByName("B2", 100)).ShouldBe(["B1 100 → 2026-02", "B2 100 → 2026-01"]);

    [Fact]
    public void A_file_with_any_credit_tied_is_not_open_even_if_it_is_not_paid() =>
        Tie([File(A.February, 100)], ByRule("B1", 50, A.February), ByName("B2", 100)).ShouldBe(["B1 50 → 2026-02", "B2 100 → held"]);

    [Fact]
    public void What_comes_beyond_closes_an_earlier_file_whose_open_amount_it_equals() =>
        Tie([File(A.January, 70), File(A.February, 100)], ByRule("B1", 170, A.February)).ShouldBe(["B1 100 → 2026-02", "B1 70 → 2026-01"]);

    [Theory]
    [InlineData(169)]
    [InlineData(171)]
    public void What_comes_beyond_and_equals_no_open_file_is_held(long amount) =>
        Tie([File(A.January, 70), File(A.February, 100)], ByRule("B1", amount, A.February)).ShouldBe([$"B1 100 → 2026-02", $"B1 {amount - 100} → held"]);

    [Fact]
    public void Of_two_earlier_files_the_oldest_is_closed() =>
        Tie([File(A.December, 70), File(A.January, 70), File(A.February, 100)], ByRule("B1", 170, A.February)).ShouldBe(["B1 100 → 2026-02", "B1 70 → 2025-12"]);

    [Fact]
    public void What_comes_beyond_completes_a_file_paid_in_part() =>
        Tie([File(A.January, 70), File(A.February, 100)], ByRule("B1", 30, A.January), ByRule("B2", 140, A.February)).ShouldBe(["B1 30 → 2026-01", "B2 100 → 2026-02", "B2 40 → 2026-01"]);

    [Fact]
    public void A_later_file_is_never_closed_by_what_an_earlier_one_left() =>
        Tie([File(A.January, 70), File(A.February, 100)], ByRule("B1", 170, A.January)).ShouldBe(["B1 100 → held", "B1 70 → 2026-01"]);

    [Fact]
    public void By_exception_nothing_goes_beyond() =>
        Tie([File(A.January, 70), File(A.February, 100, byException: true)], ByRule("B1", 170, A.February)).ShouldBe(["B1 170 → 2026-02"]);

    [Fact]
    public void A_member_credit_is_tied_to_the_key_without_case()
    {
        var members = new Dictionary<string, (long, long)> { ["K07"] = (100, 0) };
        var file = new TieFile(A.February, 100, 0, MoneyTerms.None, true, members);
        var ties = CreditTying.Tie([file], [new EmployerCredit(A.Credit(100), A.February, "k07", false)], []);
        ties.Files[A.February].Members["K07"].Money.Finding.ShouldBe(MoneyFinding.Received);
    }

    [Fact]
    public void Members_are_paid_each_by_their_own_credits()
    {
        var members = new Dictionary<string, (long, long)> { ["A"] = (100, 0), ["B"] = (200, 0), ["C"] = (300, 0) };
        var file = new TieFile(A.February, 600, 0, MoneyTerms.None, true, members);
        var ties = CreditTying.Tie([file], [Member("B1", 100, "A"), Member("B2", 150, "B"), Member("B3", 330, "C")], []);
        var own = ties.Files[A.February].Members;
        (own["A"].Money.Finding, own["B"].Money.Finding, own["C"].Money.Finding, own["C"].Money.Rest).ShouldBe((MoneyFinding.Received, MoneyFinding.Part, MoneyFinding.Received, 30));
    }

    [Fact]
    public void The_order_of_credits_changes_nothing()
    {
        EmployerCredit[] credits = [ByName("B1", 60), ByRule("B2", 70, A.January), ByName("B3", 40), ByRule("B4", 9, A.December)];
        TieFile[] files = [File(A.January, 70), File(A.February, 100)];
        var one = Tie(files, credits);
        Tie([.. files.Reverse()], [.. credits.Reverse()]).ShouldBe(one);
    }

    [Fact]
    public void No_rupiah_of_any_credit_is_lost()
    {
        var credits = new[] { ByRule("B1", 170, A.February), ByName("B2", 33), ByRule("B3", 5, A.December), ByRule("B4", 70, A.January) };
        var ties = CreditTying.Tie([File(A.January, 70), File(A.February, 100)], credits, []);
        foreach (var credit in credits)
        {
            ties.Portions.Where(portion => portion.Entry.Identity == credit.Entry.Identity).Sum(static portion => portion.Amount).ShouldBe(credit.Entry.Amount);
        }
    }

    private static TieFile File(PayPeriod period, long reported, long[]? fees = null, long gapLimit = 0, bool byException = false) =>
        new(period, reported, 0, new MoneyTerms(fees ?? [], gapLimit, byException), false, new Dictionary<string, (long, long)>());

    private static EmployerCredit ByRule(string reference, long amount, PayPeriod period) => new(A.Credit(amount, reference), period, "", false);
    private static EmployerCredit ByName(string reference, long amount) => new(A.Credit(amount, reference), null, "", true);
    private static EmployerCredit Member(string reference, long amount, string key) => new(A.Credit(amount, reference), A.February, key, false);

    private static string[] Tie(TieFile[] files, params EmployerCredit[] credits) => [.. CreditTying.Tie(files, credits, []).Portions
        .OrderBy(static portion => portion.Entry.BankRef, StringComparer.Ordinal).ThenByDescending(static portion => portion.Amount)
        .Select(static portion => $"{portion.Entry.BankRef} {portion.Amount} → {portion.Period?.ToString() ?? "held"}")];
}
