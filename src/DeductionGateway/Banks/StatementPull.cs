using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DeductionGateway.Access;
using DeductionGateway.BankPostings;
using DeductionGateway.Contract.V1;
using DeductionGateway.Core.Basics;
using DeductionGateway.Data;
using DeductionGateway.Wire;
using Microsoft.Extensions.Logging;
using Role = DeductionGateway.Access.Role;

namespace DeductionGateway.Banks;

/// <summary>Gets a bank's statements and makes their rows postings, each once, however often it is shown and whatever told of it before.</summary>
internal sealed partial class StatementPull(Database database, SnapClient client, TimeProvider time, ILogger<StatementPull> log)
{
    /// <summary>Days before the last one that are asked for again: a holiday's rows come late.</summary>
    private const int DaysAgain = OneFact.Days;

    /// <summary>All that is missing until today; false where the bank gave no answer now.</summary>
    /// <exception cref="StatementFault">A statement is not taken; those before it are.</exception>
    public async Task<bool> Pull(Partner partner, CancellationToken stop)
    {
        var rules = partner.Profile.Statement;
        var today = JakartaTime.DayOf(time.GetUtcNow());
        var last = await database.Ask(new WholeCooperative(partner.CooperativeId), tx => new EvidenceStore(tx).LastDay(partner.Name), stop);
        var (oldest, wanted) = (today.AddDays(1 - rules.OldestDays), last?.AddDays(-DaysAgain) ?? today.AddDays(1 - rules.WindowDays));
        for (var first = wanted < oldest ? oldest : wanted; first <= today; first = first.AddDays(rules.WindowDays))
        {
            var end = first.AddDays(rules.WindowDays - 1);
            if (!await Pull(partner, first, end < today ? end : today, stop)) return false;
        }
        return true;
    }

    private async Task<bool> Pull(Partner partner, DateOnly first, DateOnly last, CancellationToken stop)
    {
        // What is booked while the bank answers may be missing: the statement is as of the question.
        var asked = time.GetUtcNow();
        if (await new StatementQuestion(client, partner, time).Ask(first, last, stop) is not { } rows) return false;
        var refused = await database.Write(partner.CooperativeId, async tx =>
        {
            var store = new EvidenceStore(tx);
            await store.Lock(partner);
            var faults = await Take(tx, store, partner, rows, asked);
            await store.AddPull(partner, asked, first, last, rows.Count, SideTotal.Of(rows, isCredit: true), SideTotal.Of(rows, isCredit: false));
            return faults;
        }, stop);
        foreach (var (reference, code) in refused) LogRefused(log, partner.CooperativeId, partner.Name, reference, code);
        return true;
    }

    /// <summary>Rows that no posting can be made of, with the reason; the others are taken.</summary>
    private static async Task<List<(string Reference, string Code)>> Take(Tx tx, EvidenceStore store, Partner partner, IReadOnlyList<StatementRow> all, DateTimeOffset at)
    {
        var named = Identities(partner.Account, all);
        var known = await store.Known(partner.Name, [.. named.Select(static one => one.Reference)]);
        var rows = named.Where(one => !known.ContainsKey((one.Reference, one.Row.IsCorrection))).ToList();
        if (rows.Count == 0) return [];
        var calls = await store.Lonely(partner, FactSource.Call, FactSource.Statement, DayOf(rows[0].Row).AddDays(-OneFact.Days), DayOf(rows[^1].Row).AddDays(OneFact.Days));
        var plain = rows.Where(static one => !one.Row.IsCorrection).ToList();
        var pairs = OneFact.Pairs(plain.ConvertAll(static one => new Told(one.Reference, DayOf(one.Row), RupiahOf(one.Row), $"{one.Row.Remark} {one.Row.TransactionId}", [], "")), calls);
        var evidence = new List<RowEvidence>();
        for (var place = 0; place < plain.Count; place++)
        {
            if (pairs[place] is not { } pair) continue;
            evidence.Add(new RowEvidence(calls[pair].BankRef, false, plain[place].Reference, plain[place].Row.Sha256));
            known[(plain[place].Reference, false)] = calls[pair].BankRef;
        }
        // A correction takes back what the row of its own reference made, under whatever reference that is known.
        var made = rows.Where(one => one.Row.IsCorrection || !known.ContainsKey((one.Reference, false))).Select(one => (one, Posting: PostingOf(partner, one.Row, known.GetValueOrDefault((one.Reference, false), one.Reference)))).ToList();
        var acks = await PostingIntake.Take(tx, new Caller(partner.CooperativeId, "", partner.Actor, Role.BankSystem, null), [.. made.Select(static one => one.Posting)], 0, at);
        evidence.AddRange(made.Zip(acks).Where(static one => one.Second.State != PostingState.Refused).Select(static one => new RowEvidence(one.First.Posting.BankRef, one.First.Posting.IsReversal, one.First.one.Reference, one.First.one.Row.Sha256)));
        await store.AddRows(partner, evidence, at);
        return [.. acks.Where(static ack => ack.State == PostingState.Refused).Select(static ack => (ack.BankRef, ack.Code))];
    }

    /// <summary>By the bank's id, or else by all that a row says and its place among the rows of its day that say the same. Of an id that several rows have, as of a transfer and its fee, only the first goes by it.</summary>
    private static List<(StatementRow Row, string Reference)> Identities(string account, IReadOnlyList<StatementRow> rows)
    {
        var (seen, ids) = (new Dictionary<string, int>(StringComparer.Ordinal), new HashSet<(string Id, bool IsCorrection)>());
        return [.. rows.Select(row =>
        {
            if (row.TransactionId.Length > 0 && ids.Add((row.TransactionId, row.IsCorrection))) return (row, row.TransactionId);
            var text = string.Create(CultureInfo.InvariantCulture, $"{account}\n{DayOf(row):yyyyMMdd}\n{row.IsCredit} {row.IsCorrection}\n{row.Amount}\n{row.Remark}\n{row.Balance}");
            var place = seen[text] = seen.GetValueOrDefault(text) + 1;
            return (row, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{text}\n{place}")))[..32]);
        })];
    }

    private static BankPosting PostingOf(Partner partner, StatementRow row, string reference) => new()
    {
        Account = partner.Account, BankRef = reference, ValueDate = DayOf(row).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Narrative = row.Remark, IsReversal = row.IsCorrection,
        Amount = new Money { AmountMinor = row.IsCredit ? row.Amount : -row.Amount, CurrencyCode = "IDR" },
    };

    private static DateOnly DayOf(StatementRow row) => JakartaTime.DayOf(row.At);

    /// <summary>Of whole rupiah: a row with sen is no call's fact, and no posting.</summary>
    private static long RupiahOf(StatementRow row) => row.Amount % 100 != 0 ? 0 : row.IsCredit ? row.Amount / 100 : -row.Amount / 100;

    [LoggerMessage(1, LogLevel.Error, "Row {Reference} of the statement of bank {Bank} of cooperative {Cooperative} is no posting that can be taken: {Code}; it is told with every statement that shows it")]
    private static partial void LogRefused(ILogger log, long cooperative, string bank, string reference, string code);
}
