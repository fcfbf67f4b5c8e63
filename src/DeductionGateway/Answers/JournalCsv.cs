using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Ledger;
using DeductionGateway.Reconciliation;

namespace DeductionGateway.Answers;

/// <summary>journal.csv: posting by posting, entries numbered from 1 in the order they were posted; equal bytes whenever it is written again.</summary>
internal sealed class JournalCsv(Utf8CsvWriter writer, Func<long, Utf8Text> memberNo)
{
    public const string Columns = "entry_no,entry_date,posting_no,account,member_no,debit,credit,source,reference";

    private long _lastId;
    private int _entryNo;
    private int _postingNo;

    /// <summary>An entry as it is posted.</summary>
    public void Write(long entryId, WantedEntry entry)
    {
        foreach (var posting in entry.Postings) Write(entryId, entry.Date, entry.Source, entry.Reference, posting);
    }

    public void Write(long entryId, DateOnly date, EntrySource source, string reference, in StoredPosting posting)
    {
        if (entryId != _lastId)
        {
            _entryNo++;
            _postingNo = 0;
            _lastId = entryId;
        }
        writer.Field(_entryNo);
        writer.Field(date);
        writer.Field(++_postingNo);
        writer.Field(new Account(posting.Account));
        if (posting.MemberId == 0) writer.EmptyField();
        else writer.Field(memberNo(posting.MemberId));
        writer.Field(posting.Debit);
        writer.Field(posting.Credit);
        writer.Word(NameOf(source));
        writer.Field(reference);
        writer.EndRow();
    }

    private static ReadOnlySpan<byte> NameOf(EntrySource source) => source switch
    {
        EntrySource.Opening => "opening"u8,
        EntrySource.Receipt => "receipt"u8,
        EntrySource.Settlement => "settlement"u8,
        EntrySource.Fee => "fee"u8,
        EntrySource.Gap => "gap"u8,
        EntrySource.BankDebit => "bank_debit"u8,
        EntrySource.Resolution => "resolution"u8,
        EntrySource.Payout => "payout"u8,
        _ => "reversal"u8,
    };
}
