using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Ledger;
using DeductionGateway.Data;

namespace DeductionGateway.Reconciliation;

/// <summary>
/// Writes batches of entries: numbers them, keeps the running totals of member accounts, and encodes the rows for COPY.
/// An entry's id is its batch and its place in it, so the same facts in the same order get the same ids; a batch never changes once written.
/// </summary>
internal sealed class Books(long cooperativeId, PayPeriod period, int nextBatch)
{
    /// <summary>Bits of an entry's id that are its place in the batch.</summary>
    public const int PlaceBits = 24;

    private readonly List<StoredPosting> _onMembers = [];

    private CopyBuffer Entries { get; } = new();
    private CopyBuffer Postings { get; } = new();
    private CopyBuffer Totals { get; } = new();

    /// <summary>The batch being written; the next free one after <see cref="CloseBatch"/>.</summary>
    public int Batch { get; private set; } = nextBatch;

    /// <summary>Entries in the batch so far.</summary>
    public int Place { get; private set; }

    public long EntryCount { get; private set; }
    public long PostingCount { get; private set; }

    /// <summary>Called with each entry written: id, entry.</summary>
    public Action<long, WantedEntry>? Written { get; set; }

    public void Write(WantedEntry entry)
    {
        Check.That(Place < 1 << PlaceBits, "a batch holds fewer than 2^24 entries");
        var id = ((long)Batch << PlaceBits) + ++Place;
        Entries.StartRow(8);
        Entries.Int64(cooperativeId);
        Entries.Int32(period.Number);
        Entries.Int64(id);
        Entries.Int32(Batch);
        Entries.Date(entry.Date);
        Entries.Int16((short)entry.Source);
        Entries.Text(entry.Reference);
        if (entry.Reverses is null) Entries.Null();
        else Entries.Int64(entry.Reverses.EntryId);
        EntryCount++;
        short number = 0;
        var balance = 0L;
        foreach (var posting in entry.Postings)
        {
            balance += posting.Debit - posting.Credit;
            WritePosting(id, ++number, posting);
        }
        if (balance != 0) throw new InvariantException($"entry {entry.Reference} balances");
        Written?.Invoke(id, entry);
    }

    /// <summary>Ends the batch: its totals per member account become rows.</summary>
    public void CloseBatch()
    {
        _onMembers.Sort(static (a, b) =>
        {
            var order = a.MemberId.CompareTo(b.MemberId);
            if (order == 0) order = a.Account.CompareTo(b.Account);
            return order != 0 ? order : string.CompareOrdinal(a.Product, b.Product);
        });
        for (var from = 0; from < _onMembers.Count;)
        {
            var first = _onMembers[from];
            long debit = 0, credit = 0;
            for (; from < _onMembers.Count && IsSameAccount(_onMembers[from], first); from++)
            {
                debit += _onMembers[from].Debit;
                credit += _onMembers[from].Credit;
            }
            WriteTotal(first, debit, credit);
        }
        _onMembers.Clear();
        Place = 0;
        Batch++;
    }

    public void SendFull(Tx tx)
    {
        if (Entries.Size > Reconciler.SendSize) tx.Copy(RunRows.CopyEntries, Entries);
        if (Postings.Size > Reconciler.SendSize) tx.Copy(RunRows.CopyPostings, Postings);
        if (Totals.Size > Reconciler.SendSize) tx.Copy(RunRows.CopyTotals, Totals);
    }

    public void Send(Tx tx)
    {
        tx.Copy(RunRows.CopyEntries, Entries);
        tx.Copy(RunRows.CopyPostings, Postings);
        tx.Copy(RunRows.CopyTotals, Totals);
    }

    private void WritePosting(long entryId, short number, in StoredPosting posting)
    {
        Postings.StartRow(9);
        Postings.Int64(cooperativeId);
        Postings.Int32(period.Number);
        Postings.Int64(entryId);
        Postings.Int16(number);
        Postings.Int32(posting.Account);
        if (posting.MemberId == 0) Postings.Null();
        else Postings.Int64(posting.MemberId);
        Postings.Text(posting.Product);
        Postings.Int64(posting.Debit);
        Postings.Int64(posting.Credit);
        PostingCount++;
        if (posting.MemberId != 0) _onMembers.Add(posting);
    }

    private void WriteTotal(in StoredPosting account, long debit, long credit)
    {
        Totals.StartRow(8);
        Totals.Int64(cooperativeId);
        Totals.Int32(period.Number);
        Totals.Int32(Batch);
        Totals.Int32(account.Account);
        Totals.Int64(account.MemberId);
        Totals.Text(account.Product);
        Totals.Int64(debit);
        Totals.Int64(credit);
    }

    private static bool IsSameAccount(in StoredPosting a, in StoredPosting b) =>
        a.MemberId == b.MemberId && a.Account == b.Account && string.Equals(a.Product, b.Product, StringComparison.Ordinal);
}
