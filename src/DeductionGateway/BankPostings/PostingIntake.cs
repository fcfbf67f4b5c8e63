using DeductionGateway.Contract.V1;
using DeductionGateway.Core.Basics;
using DeductionGateway.Data;
using DeductionGateway.Intake;
using DeductionGateway.Periods;
using DeductionGateway.Wire;

namespace DeductionGateway.BankPostings;

/// <summary>Takes postings, some at a time: stored once by their key, and acknowledged when they are.</summary>
internal static class PostingIntake
{
    /// <summary>A value date lies some days ahead over a feast; one of another year is a slip, and no run would read it.</summary>
    private const int MostDaysAhead = 31;

    /// <summary>Stores what is new; what is to be said of each, in their order. The caller commits before it is said.</summary>
    /// <param name="tx">Bound to the caller's cooperative.</param>
    /// <param name="caller">Who pushes.</param>
    /// <param name="postings">As they came.</param>
    /// <param name="before">Postings of the stream before these.</param>
    /// <param name="at">Now.</param>
    public static async Task<List<BankPostingAck>> Take(Tx tx, Caller caller, IReadOnlyList<BankPosting> postings, long before, DateTimeOffset at)
    {
        var store = new PushedStore(tx);
        var reader = new PostingReader(await AccountsOf(tx), JakartaTime.DayOf(at).AddDays(MostDaysAhead));
        var read = postings.Select(reader.Read).ToList();
        var first = new Dictionary<PushedKey, PushedRow>();
        foreach (var row in read.Select(static one => one.Row).OfType<PushedRow>()) first.TryAdd(row.Key, row);
        var added = (await store.Add(caller.CooperativeId, [.. first.Values.OrderBy(static row => row.Key)], caller.Actor, at)).ToHashSet();
        var known = first.Keys.Where(key => !added.Contains(key)).ToList();
        if (known.Count > 0)
        {
            foreach (var row in await store.Find(known)) first[row.Key] = row;
        }
        var acks = new List<BankPostingAck>(postings.Count);
        for (var place = 0; place < postings.Count; place++)
        {
            var ack = new BankPostingAck { PostingNo = before + place + 1, Account = postings[place].Account, BankRef = postings[place].BankRef };
            var (row, fault) = read[place];
            // Only the first of a key was added now; the others of this batch came after it.
            if (row is null) Refuse(ack, fault.Code, fault.Text);
            else if (added.Remove(row.Key)) ack.State = PostingState.Stored;
            else if (row == first[row.Key]) ack.State = PostingState.Known;
            else Refuse(ack, "POSTING_OTHER", Difference(first[row.Key], row));
            acks.Add(ack);
        }
        return acks;
    }

    /// <summary>What was pushed under a reference, in whole rupiah; null where nothing was.</summary>
    public static async Task<long?> AmountOf(Tx tx, string account, string bankRef, bool isReversal) =>
        (await new PushedStore(tx).Find([new PushedKey(account, bankRef, isReversal)])) is [var row] ? row.Amount : null;

    /// <summary>What was pushed for an account under references that begin so, of these days.</summary>
    public static Task<List<PushedRow>> Begun(Tx tx, string account, string prefix, DateOnly first, DateOnly last) => new PushedStore(tx).Begun(account, prefix, first, last);

    /// <summary>The accounts whose entries a run takes: those that the cooperative lists, else those that it has, else the first that was pushed for.</summary>
    public static async Task<IReadOnlyList<string>> AccountsOf(Tx tx)
    {
        var store = new PushedStore(tx);
        if (await Drafts.Newest(tx, FileNames.Cooperative) is { } json && PeriodFolder.AccountsOf(json) is { Count: > 0 } listed) return listed;
        if (await store.BookedAccounts() is { Count: > 0 } booked) return booked;
        return await store.FirstAccount() is { } pushed ? [pushed] : [];
    }

    private static void Refuse(BankPostingAck ack, string code, string text) => (ack.State, ack.Code, ack.Text) = (PostingState.Refused, code, text);

    private static string Difference(PushedRow before, PushedRow now)
    {
        var what = before.Amount != now.Amount ? "amount" : before.ValueDate != now.ValueDate ? "value date" : before.BookingDate != now.BookingDate ? "booking date" : before.Currency != now.Currency ? "currency"
            : before.Counterparty != now.Counterparty ? "counterparty" : "narrative";
        return $"This reference came before with another {what}; what was taken stays. Another movement has another reference; one that was wrong is taken back by a reversal.";
    }
}
