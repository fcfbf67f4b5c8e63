using System.Text.Json.Nodes;
using DeductionGateway.Banks;
using DeductionGateway.Banks.Register;
using DeductionGateway.Banks.Statements;
using DeductionGateway.Core.Basics;

namespace DeductionGateway.Tests.Banks;

/// <summary>Rows of a bank's statement become postings, each once, however often and in whatever words they are shown.</summary>
public sealed class StatementPullTests(BankClients clients) : IClassFixture<BankClients>
{
    private const string Path = "bank-statement";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private DateOnly Today => JakartaTime.DayOf(clients.Clock.GetUtcNow());

    [Fact]
    public async Task Rows_of_many_pages_are_postings_once_however_often_they_are_shown()
    {
        var (bank, partner) = await New();
        bank.PageRows = 7;
        // Several of one second, so that pages meet within it, and some that are alike in all but their balance.
        bank.Book(Enumerable.Range(0, 50).Select(no => new BankRow(At(-5).AddSeconds(no / 3), 1_000 + no % 4, $"SETOR {no % 2}")));
        (await clients.Statements.Pull(partner, Stop)).ShouldNotBeNull();
        bank.Calls.Count(static call => call.Path == Path).ShouldBeGreaterThan(8);
        Postings(partner).ShouldBe((50, bank.Rows.Sum(static row => row.Amount)));
        bank.Book(new BankRow(At(0), -2_500, "BIAYA"));
        (await clients.Statements.Pull(partner, Stop)).ShouldNotBeNull();
        (await clients.Statements.Pull(partner, Stop)).ShouldNotBeNull();
        Postings(partner).ShouldBe((51, bank.Rows.Sum(static row => row.Amount)));
    }

    [Fact]
    public async Task Where_only_midnights_may_be_asked_for_days_are_halved_until_they_fit()
    {
        var (bank, partner) = await New(("\"midnight_only\": false", "\"midnight_only\": true"));
        bank.PageRows = 7;
        bank.Book(Enumerable.Range(0, 40).Select(no => new BankRow(At(-10 + no / 5), 1_000 + no, $"SETOR {no}")));
        (await clients.Statements.Pull(partner, Stop)).ShouldNotBeNull();
        bank.Calls.Where(static call => call.Path == Path).ShouldAllBe(static call => call.Field("fromDateTime").EndsWith("T00:00:00+07:00", StringComparison.Ordinal) && call.Field("toDateTime").EndsWith("T00:00:00+07:00", StringComparison.Ordinal));
        Postings(partner).ShouldBe((40, bank.Rows.Sum(static row => row.Amount)));
        bank.Book(Enumerable.Range(0, 40).Select(no => new BankRow(At(0).AddSeconds(no), 1, $"SETOR {no}")));
        await Should.ThrowAsync<StatementFault>(() => clients.Statements.Pull(partner, Stop));
        Postings(partner).Count.ShouldBe(40);
    }

    public static TheoryData<string> Falsehoods => ["a row is missing", "a row is twice", "an amount is another", "the count is another", "the balance is another", "a currency is another", "a type is unknown", "more, and not from where", "an amount without decimals of two"];

    [Theory]
    [MemberData(nameof(Falsehoods))]
    public async Task A_statement_that_does_not_agree_with_itself_is_refused_whole(string what)
    {
        var (bank, partner) = await New();
        bank.Book(Enumerable.Range(0, 5).Select(no => new BankRow(At(-2).AddMinutes(no), 1_000 + no, $"SETOR {no}", $"T{no}")));
        bank.Falsify = answer =>
        {
            var rows = answer["detailData"]!.AsArray();
            switch (what)
            {
                case "a row is missing": rows.RemoveAt(2); break;
                case "a row is twice": rows.Add(rows[0]!.DeepClone()); break;
                case "an amount is another": rows[1]!["amount"]!["value"] = "1.00"; break;
                case "the count is another": answer["totalCreditEntries"]!["numberOfEntries"] = "6"; break;
                case "the balance is another": answer["balance"]![0]!["endingBalance"]!["value"] = "1.00"; break;
                case "a currency is another": rows[0]!["amount"]!["currency"] = "USD"; break;
                case "a type is unknown": rows[0]!["type"] = "KREDIT"; break;
                case "an amount without decimals of two": rows[0]!["amount"]!["value"] = "1.5"; break;
                default:
                    answer["hasMore"] = "Y";
                    answer.Remove("lastRecordDateTime");
                    break;
            }
        };
        await Should.ThrowAsync<StatementFault>(() => clients.Statements.Pull(partner, Stop));
        Postings(partner).Count.ShouldBe(0);
        bank.Falsify = static _ => { };
        (await clients.Statements.Pull(partner, Stop)).ShouldNotBeNull();
        Postings(partner).Count.ShouldBe(5);
    }

    [Fact]
    public async Task A_silent_bank_gives_no_statement_and_nothing_is_taken()
    {
        var (bank, partner) = await New();
        bank.Book(new BankRow(At(-1), 1_000, "SETOR"));
        bank.Trouble = static (path, _, http) => Task.FromResult(path == Path && Fails(http));
        (await clients.Statements.Pull(partner, Stop)).ShouldBeNull();
        Postings(partner).Count.ShouldBe(0);
    }

    [Theory]
    [InlineData("T1")]
    [InlineData("")]
    public async Task A_correction_takes_an_earlier_row_back(string id)
    {
        var (bank, partner) = await New();
        bank.Book(new BankRow(At(-2), 70_000, "SETOR SALAH", id), new BankRow(At(-1), -70_000, "SETOR SALAH", id, IsCorrection: true));
        (await clients.Statements.Pull(partner, Stop)).ShouldNotBeNull();
        clients.Database.AsSuperuser<(bool, long)>("select is_reversal, amount from pushed_posting where cooperative_id = @CooperativeId order by 1;", new { partner.CooperativeId }).ShouldBe([(false, 70_000), (true, -70_000)]);
        if (id.Length > 0) clients.Database.AsSuperuser<string>("select distinct bank_ref from pushed_posting where cooperative_id = @CooperativeId;", new { partner.CooperativeId }).ShouldBe([$"snap/bank/row/{id}"]);
    }

    [Fact]
    public async Task A_transfer_and_its_fee_under_one_id_are_two()
    {
        var (bank, partner) = await New();
        bank.Book(new BankRow(At(-1), -70_000, "TRF", "T1"), new BankRow(At(-1), -2_500, "BIAYA TRF", "T1"));
        for (var pull = 0; pull < 2; pull++) (await clients.Statements.Pull(partner, Stop)).ShouldNotBeNull();
        Postings(partner).ShouldBe((2, -72_500));
    }

    [Fact]
    public async Task Equal_credits_of_one_day_stay_as_many_as_they_are()
    {
        var (bank, partner) = await New();
        // A bank that says no balances and no ids: rows of one second that are alike in everything.
        bank.Falsify = static answer =>
        {
            foreach (var row in answer["detailData"]?.AsArray() ?? []) row!.AsObject().Remove("detailBalance");
        };
        bank.Book(Enumerable.Repeat(new BankRow(At(-1), 50_000, "SETOR TUNAI"), 3));
        for (var pull = 0; pull < 2; pull++) (await clients.Statements.Pull(partner, Stop)).ShouldNotBeNull();
        Postings(partner).ShouldBe((3, 150_000));
    }

    /// <summary>A bank without ids that writes remarks anew a day later (BRI), books late, and shows equal amounts: as many postings as it has rows, at any time.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Days_that_are_shown_again_in_other_words_have_no_more_rows_for_it(int seed)
    {
        var chance = new Random(seed);
        var (bank, partner) = await New();
        var isAnew = false;
        bank.Falsify = answer =>
        {
            foreach (var row in answer["detailData"]?.AsArray() ?? [])
            {
                row!.AsObject().Remove("detailBalance");
                if (isAnew) row["remark"] = $"{row["remark"]} WS_OB;1";
            }
        };
        for (var round = 0; round < 12; round++)
        {
            for (var no = chance.Next(5); no > 0; no--)
            {
                bank.Book(new BankRow(At(-chance.Next(3)).AddMinutes(chance.Next(300)), 1_000 * chance.Next(1, 4), $"SETOR {chance.Next(3)}", chance.Next(3) == 0 ? $"T{round}-{no}" : ""));
            }
            isAnew = chance.Next(2) == 0;
            (await clients.Statements.Pull(partner, Stop)).ShouldNotBeNull();
            Postings(partner).ShouldBe((bank.Rows.Count, bank.Rows.Sum(static row => row.Amount)), $"round {round}");
        }
    }

    /// <summary>A remark that was written anew stands for its own posting, and the equal credit that came late is another member's.</summary>
    [Fact]
    public async Task A_credit_that_comes_late_is_not_taken_for_one_in_other_words()
    {
        var (bank, partner) = await New();
        bank.Book(new BankRow(At(-1).AddMinutes(5), 50_000, "SETOR SITI"));
        (await clients.Statements.Pull(partner, Stop)).ShouldBe(1);
        bank.Book(new BankRow(At(-1).AddMinutes(9), 50_000, "SETOR BUDI"));
        bank.Falsify = static answer =>
        {
            foreach (var row in answer["detailData"]?.AsArray() ?? []) row!["remark"] = $"{row["remark"]} WS_OB;1";
        };
        (await clients.Statements.Pull(partner, Stop)).ShouldBe(1);
        (await clients.Statements.Pull(partner, Stop)).ShouldBe(0);
        Remarks(partner).ShouldBe(["SETOR BUDI WS_OB;1", "SETOR SITI"]);
    }

    /// <summary>Ids that come only the day after, and one that moves from a transfer to its fee: no row is another for it.</summary>
    [Fact]
    public async Task Ids_that_come_late_or_move_make_no_row_new()
    {
        var (bank, partner) = await New();
        bank.Book(new BankRow(At(-1), -70_000, "TRF", "X"), new BankRow(At(-1).AddSeconds(1), -2_500, "BIAYA TRF", "X"), new BankRow(At(-1).AddMinutes(1), 50_000, "SETOR SITI"));
        (await clients.Statements.Pull(partner, Stop)).ShouldBe(3);
        bank.Falsify = answer =>
        {
            foreach (var row in answer["detailData"]?.AsArray() ?? [])
            {
                row!["transactionDate"] = Core.Snap.SnapTime.Format(new DateTimeOffset(Today.AddDays(-1), default, JakartaTime.Offset));
                if ((string?)row["remark"] == "SETOR SITI") row["transactionId"] = "T9";
            }
        };
        var log = new LogLines<StatementPull>();
        (await new StatementPull(clients.Database.Database, clients.Client, clients.Calls.Gaps, clients.Clock, log).Pull(partner, Stop)).ShouldBe(0);
        log.Lines.ShouldBeEmpty();
        Postings(partner).ShouldBe((3, -22_500));
    }

    /// <summary>One day that is refused holds up no other; it is asked for until it is right.</summary>
    [Fact]
    public async Task A_bad_day_holds_up_no_other()
    {
        var (bank, partner) = await New();
        bank.Book(Enumerable.Range(0, 10).Select(no => new BankRow(At(-no), 1_000 + no, $"SETOR {no}")));
        bank.Falsify = static answer =>
        {
            if (answer["detailData"]?.AsArray() is { } rows && rows.Any(static row => (string?)row!["remark"] == "SETOR 6")) answer["balance"]![0]!["endingBalance"]!["value"] = "1.00";
        };
        (await Should.ThrowAsync<StatementFault>(() => clients.Statements.Pull(partner, Stop))).Message.ShouldStartWith($"{Today.AddDays(-6):yyyy-MM-dd}: ");
        Postings(partner).Count.ShouldBe(9);
        clients.Clock.Move(TimeSpan.FromDays(5));
        bank.Falsify = static _ => { };
        (await clients.Statements.Pull(partner, Stop)).ShouldBe(1);
        Postings(partner).Count.ShouldBe(10);
    }

    /// <summary>A day that was asked for before it was over, and is refused from then on while later ones are taken: its later rows are asked for until they come.</summary>
    [Fact]
    public async Task A_day_that_was_not_over_is_asked_for_however_long_it_is_refused()
    {
        var (bank, partner) = await New();
        var day = Today;
        bank.Book(new BankRow(At(0), 1_000, "SETOR PAGI"));
        (await clients.Statements.Pull(partner, Stop)).ShouldBe(1);
        bank.Book(new BankRow(At(0).AddSeconds(1), 2_000, "SETOR SORE"));
        bank.Falsify = static answer =>
        {
            if (answer["detailData"]?.AsArray() is { } rows && rows.Any(static row => (string?)row!["remark"] == "SETOR SORE")) answer["balance"]![0]!["endingBalance"]!["value"] = "1.00";
        };
        for (var later = 1; later <= 6; later++)
        {
            clients.Clock.Move(TimeSpan.FromDays(1));
            bank.Book(new BankRow(At(0), 10_000, $"SETOR {later}"));
            (await Should.ThrowAsync<StatementFault>(() => clients.Statements.Pull(partner, Stop), $"{later} days later")).Message.ShouldStartWith($"{day:yyyy-MM-dd}: ");
            Postings(partner).ShouldBe((1 + later, 1_000 + 10_000 * later));
        }
        bank.Falsify = static _ => { };
        (await clients.Statements.Pull(partner, Stop)).ShouldBe(1);
        Postings(partner).ShouldBe((8, 63_000));
    }

    /// <summary>The last day that was asked for and the three before it are asked for again, whenever that was.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9)]
    public async Task The_last_days_are_asked_for_again(int daysLater)
    {
        var (bank, partner) = await New();
        (await clients.Statements.Pull(partner, Stop)).ShouldBe(0);
        var (last, before) = (Today, bank.Calls.Count);
        clients.Clock.Move(TimeSpan.FromDays(daysLater));
        (await clients.Statements.Pull(partner, Stop)).ShouldBe(0);
        bank.Calls.Skip(before).Where(static call => call.Path == Path).Select(static call => call.Field("fromDateTime")[..10]).Order(StringComparer.Ordinal).First().ShouldBe($"{last.AddDays(-3):yyyy-MM-dd}");
    }

    /// <summary>Nobody asked for longer than the bank shows: what it shows still is taken, and of the rest somebody is told, for a month. The last day asked for was not over: it is of the rest.</summary>
    [Fact]
    public async Task Days_that_a_bank_shows_no_more_are_told_of()
    {
        var (bank, partner) = await New(("\"oldest_days\": 365", "\"oldest_days\": 60"));
        (await clients.Calls.Gaps.Lost(partner, Stop)).ShouldBeNull("nothing was asked for yet");
        (await clients.Statements.Pull(partner, Stop)).ShouldBe(0);
        var last = Today;
        clients.Clock.Move(TimeSpan.FromDays(59));
        (await clients.Calls.Gaps.Lost(partner, Stop)).ShouldBeNull("it shows that day");
        clients.Clock.Move(TimeSpan.FromDays(5));
        bank.Book(new BankRow(At(-59), 1_000, "SETOR"), new BankRow(At(-30), 2_000, "SETOR"));
        var log = new LogLines<StatementGaps>();
        var gaps = new StatementGaps(clients.Database.Database, clients.Clock, log);
        (await clients.Statements.Pull(partner, Stop)).ShouldBe(2, "all that it shows, not the last window alone");
        var sentence = $"Of 5 days from {last:yyyy-MM-dd} to {last.AddDays(4):yyyy-MM-dd} bank bank gave no statement, and it shows 60 days only: theirs comes as a file.";
        for (var times = 0; times < 2; times++) (await gaps.Lost(partner, Stop)).ShouldBe(sentence);
        log.Lines.ShouldHaveSingleItem().ShouldContain("comes as a file");
        clients.Clock.Move(TimeSpan.FromDays(30));
        (await gaps.Lost(partner, Stop)).ShouldBe(sentence);
        clients.Clock.Move(TimeSpan.FromDays(1));
        (await gaps.Lost(partner, Stop)).ShouldBeNull();
    }

    /// <summary>A bank that begins with the oldest, and one that shows a page of one second alone: no row behind it is lost.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Pages_go_on_to_whatever_side_the_bank_begins_with(bool isOldestFirst)
    {
        var (bank, partner) = await New();
        (bank.PageRows, bank.IsOldestFirst) = (4, isOldestFirst);
        bank.Book(Enumerable.Range(0, 4).Select(no => new BankRow(At(-2), 1_000 + no, $"SETOR {no}")));
        bank.Book(Enumerable.Range(4, 9).Select(no => new BankRow(At(-1).AddMinutes(no), 1_000 + no, $"SETOR {no}")));
        bank.Book(Enumerable.Range(13, 4).Select(no => new BankRow(At(0), 1_000 + no, $"SETOR {no}")));
        (await clients.Statements.Pull(partner, Stop)).ShouldBe(17);
    }

    /// <summary>A bank that shows another amount under an id it showed before: what was taken stays, and somebody is told.</summary>
    [Fact]
    public async Task Another_amount_under_a_known_id_is_told_and_not_taken()
    {
        var (bank, partner) = await New();
        bank.Book(new BankRow(At(-1), 70_000, "SETOR", "T1"));
        var log = new LogLines<StatementPull>();
        var pull = new StatementPull(clients.Database.Database, clients.Client, clients.Calls.Gaps, clients.Clock, log);
        await pull.Pull(partner, Stop);
        bank.Falsify = static answer =>
        {
            answer["detailData"]![0]!["amount"]!["value"] = "80000.00";
            foreach (var name in (string[])["balance", "totalCreditEntries", "totalDebitEntries"]) answer.Remove(name);
        };
        await pull.Pull(partner, Stop);
        Postings(partner).ShouldBe((1, 70_000));
        log.Lines.Single().ShouldContain("POSTING_OTHER");
    }

    private async Task<(TestBank Bank, Partner Partner)> New(params (string, string)[] profile)
    {
        var bank = await clients.NewBank();
        return (bank, await clients.NewPartner(bank, profile));
    }

    /// <summary>Eight seconds into a day from today on: over, whatever the hour.</summary>
    private DateTimeOffset At(int days) => new(Today.AddDays(days), new TimeOnly(0, 0, 8), JakartaTime.Offset);

    private (long Count, long Sum) Postings(Partner partner) =>
        clients.Database.AsSuperuser<(long, long)>("select count(*), coalesce(sum(amount), 0)::bigint from pushed_posting where cooperative_id = @CooperativeId;", new { partner.CooperativeId })[0];

    private List<string> Remarks(Partner partner) =>
        clients.Database.AsSuperuser<string>("select narrative from pushed_posting where cooperative_id = @CooperativeId order by narrative collate \"C\";", new { partner.CooperativeId });

    private static bool Fails(Microsoft.AspNetCore.Http.HttpContext http)
    {
        http.Response.StatusCode = 503;
        return true;
    }
}
