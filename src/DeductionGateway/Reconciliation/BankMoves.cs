using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Ledger;
using DeductionGateway.Data;

namespace DeductionGateway.Reconciliation;

/// <summary>A case of a bank entry as it is now: whole rupiah, and the value date.</summary>
internal sealed record BankCase(string CaseId, long Held, DateOnly Since);

/// <summary>Entries of a decision that stand in the books: in which period and batch.</summary>
internal sealed record CasePosting(long DecisionNo, string CaseId, int Period, int BatchNo);

/// <summary>
/// Moves what bank entries hold where people decided so, and takes it back where the entry is no longer what it was or the decision does not hold any more:
/// the difference between what the decisions stand for and what is posted, as for units.
/// </summary>
internal sealed class BankMoves(ReconcileStore store, Resolutions resolutions, MemberRegister register, long cooperative, DateOnly asOf)
{
    private readonly HashSet<(long DecisionNo, string Subject)> _inForce = [];
    private readonly HashSet<string> _cases = new(StringComparer.Ordinal);
    private RecourseStore _recourses = null!;

    /// <summary>Decisions that hold, each with what it is remembered by; after <see cref="Post"/>.</summary>
    public IReadOnlySet<(long DecisionNo, string Subject)> InForce => _inForce;

    /// <summary>Cases whose money goes on, by their ids; after <see cref="Post"/>.</summary>
    public IReadOnlySet<string> Cases => _cases;

    /// <summary>Reads entries and their places as they are stored now, so after all else of the run was sent.</summary>
    public void Post(Tx tx, Books books, PayPeriod period)
    {
        _recourses = new RecourseStore(tx);
        var posted = store.CasePostings().ToDictionary(static one => (one.DecisionNo, one.CaseId));
        if (posted.Count == 0 && resolutions.OfBank.Count == 0) return;
        var wanted = Wanted();
        foreach (var (name, posting) in posted.Where(one => !wanted.ContainsKey(one.Key)).OrderBy(static one => one.Key))
        {
            foreach (var entry in TakenBack(posting)) books.Write(entry);
            store.AddCasePosting(cooperative, name.DecisionNo, name.CaseId, period, books.Batch, isPosted: false);
        }
        foreach (var (name, entry) in wanted.Where(one => !posted.ContainsKey(one.Key)).OrderBy(static one => one.Key))
        {
            books.Write(entry);
            store.AddCasePosting(cooperative, name.DecisionNo, name.CaseId, period, books.Batch, isPosted: true);
        }
        if (books.Place > 0) books.CloseBatch();
        books.Send(tx);
    }

    /// <summary>Of several decisions about one entry the first holds; one about another sum than is held lapses.</summary>
    private Dictionary<(long DecisionNo, string CaseId), WantedEntry> Wanted()
    {
        var cases = store.BankCases([.. resolutions.OfBank.Select(static one => one.Identity).Distinct()]).ToDictionary(static one => one.CaseId, StringComparer.Ordinal);
        var wanted = new Dictionary<(long, string), WantedEntry>();
        foreach (var move in resolutions.OfBank)
        {
            if (!cases.TryGetValue(move.CaseId, out var one) || one.Held != move.Amount || !_cases.Add(move.CaseId)) continue;
            wanted[(move.DecisionNo, move.CaseId)] = EntryOf(move, one.Since);
            _inForce.Add((move.DecisionNo, move.Subject));
        }
        return wanted;
    }

    private WantedEntry EntryOf(Resolution move, DateOnly moneyDate)
    {
        if (move.Kind == ResolutionKind.Subrogate) return move.Subrogation(_recourses.Of(move.Subject).ConvertAll(one => (register.IdOf(Utf8Text.From(one.MemberNo)), one.Amount)), moneyDate);
        var receiver = move.To == ChartOfAccounts.MemberDeposit ? register.IdOf(Utf8Text.From(move.MemberNo!)) : 0;
        return move.Entry(new Account(move.Account!.Value), 0, receiver, moneyDate);
    }

    private List<WantedEntry> TakenBack(CasePosting posting) =>
        BookDifference.Of(store.EntriesOfBatch(posting.Period, posting.BatchNo).FindAll(entry => entry.Reference == "case/" + posting.CaseId), [], asOf, out _);
}
