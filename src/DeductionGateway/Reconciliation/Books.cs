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
    private const int PlacesPerBatch = 24;

    private readonly Dictionary<(long Member, int Account, string Product), (long Debit, long Credit)> _totals = [];
    private int _place;

    public CopyBuffer Entries { get; } = new();
    public CopyBuffer Postings { get; } = new();
    public CopyBuffer Totals { get; } = new();

    /// <summary>The batch being written; the next free one after <see cref="CloseBatch"/>.</summary>
    public int Batch { get; private set; } = nextBatch;

    public long EntryCount { get; private set; }
    public long PostingCount { get; private set; }

    /// <summary>Called with each entry written: id, entry.</summary>
    public Action<long, WantedEntry>? Written { get; set; }

    public void Write(WantedEntry entry)
    {
        Check.That(_place < 1 << PlacesPerBatch, "a batch holds fewer than 2^24 entries");
        var id = ((long)Batch << PlacesPerBatch) + ++_place;
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
        Check.That(balance == 0, $"entry {entry.Reference} balances");
        Written?.Invoke(id, entry);
    }

    /// <summary>Ends the batch: its totals per member account become rows.</summary>
    public void CloseBatch()
    {
        foreach (var ((member, account, product), (debit, credit)) in _totals)
        {
            Totals.StartRow(8);
            Totals.Int64(cooperativeId);
            Totals.Int32(period.Number);
            Totals.Int32(Batch);
            Totals.Int32(account);
            Totals.Int64(member);
            Totals.Text(product);
            Totals.Int64(debit);
            Totals.Int64(credit);
        }
        _totals.Clear();
        _place = 0;
        Batch++;
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
        if (posting.MemberId == 0) return;
        ref var total = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(
            _totals, (posting.MemberId, posting.Account, posting.Product), out _);
        total = (total.Debit + posting.Debit, total.Credit + posting.Credit);
    }
}
