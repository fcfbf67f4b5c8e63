using System.Globalization;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.BankFiles;

/// <summary>
/// What the statements of one file must prove (DOMAIN §4.1): each adds up, each page continues the page before, the next statement opens with
/// what the one before closed. The same message twice counts once.
/// </summary>
internal static class StatementChain
{
    /// <summary>The statements without repeated messages; faults and notes are added.</summary>
    public static IReadOnlyList<ReadStatement> Check(string file, IReadOnlyList<ReadStatement> read, FaultList faults, List<ReadNote> notes)
    {
        var kept = new HashSet<ReadStatement>(ReferenceEqualityComparer.Instance);
        foreach (var own in InOrder(read).GroupBy(static one => (one.Account, one.Currency)))
        {
            var before = WithoutRepeats([.. own], notes);
            for (var i = 0; i < before.Count; i++)
            {
                CheckSum(file, before[i], faults);
                CheckLink(file, i == 0 ? null : before[i - 1], before[i], faults, notes);
            }
            if (before is [.., { IsContinued: true } last]) faults.Add(file, 0, 0, "MT940_CUT", $"The last page of account {last.Account} ends with :62M:; the pages after it are missing.");
            kept.UnionWith(before);
        }
        return [.. read.Where(kept.Contains)];
    }

    /// <summary>Those that repeat none before them; a note says which are left out.</summary>
    public static IReadOnlyList<ReadStatement> WithoutRepeats(IReadOnlyList<ReadStatement> read, List<ReadNote> notes)
    {
        // A single one is not hashed: it may hold a million entries.
        if (read.Count < 2) return read;
        var kept = new List<ReadStatement>();
        var seen = new HashSet<ReadStatement>(SameMessage.Comparer);
        foreach (var statement in read)
        {
            if (seen.Add(statement)) kept.Add(statement);
            else notes.Add(new ReadNote(statement.Line, "STATEMENT_TWICE", $"Statement {statement.Number} of account {statement.Account} stands twice in the file and counts once."));
        }
        return kept;
    }

    /// <summary>As the file has them; or turned round where it has the newest first.</summary>
    private static IEnumerable<ReadStatement> InOrder(IReadOnlyList<ReadStatement> read)
    {
        var isBackwards = read.Count > 1 && read.Zip(read.Skip(1)).All(static pair =>
            pair.First.Opening is { } opening && pair.Second.Closing is { } closing && opening.Amount == closing.Amount && closing.Date <= opening.Date
            && pair.First.Account == pair.Second.Account && pair.First.Closing!.Date > closing.Date);
        return isBackwards ? read.Reverse() : read;
    }

    private static void CheckSum(string file, ReadStatement statement, FaultList faults)
    {
        if (statement is not { Opening: { } opening, Closing: { } closing, IsIncomplete: false }) return;
        var sum = opening.Amount.Thousandths + statement.Sum();
        if (sum == closing.Amount.Thousandths) return;
        faults.Add(file, closing.Line, 1, "BALANCE_SUM", $"Opening {opening.Amount} and the entries make {StatementAmount.Text(sum)}, the statement says {closing.Amount}; an entry is missing or was changed. Ask the bank for it again.");
    }

    private static void CheckLink(string file, ReadStatement? before, ReadStatement statement, FaultList faults, List<ReadNote> notes)
    {
        if (statement.Opening is not { } opening) return;
        if (before is null)
        {
            if (statement.ContinuesPage) faults.Add(file, opening.Line, 1, "BALANCE_CHAIN", "A further page (:60M:) without a page before it in this file.");
            return;
        }
        if (before.Closing is not { } closing) return;
        if (before.IsContinued && !statement.ContinuesPage && SequenceOf(before.Number) is { } page && SequenceOf(statement.Number) is { } own && page != own)
        {
            faults.Add(file, closing.Line, 1, "MT940_CUT", $"Statement {before.Number} ends with :62M:, a page that says another follows, and what follows is statement {statement.Number}; the pages between them are missing. Ask the bank for all pages in one file.");
            return;
        }
        if (closing.Amount == opening.Amount)
        {
            if (statement.ContinuesPage && !before.IsContinued) faults.Add(file, opening.Line, 1, "BALANCE_CHAIN", "A further page (:60M:) without a page before it in this file.");
            return;
        }
        if (!statement.ContinuesPage && !before.IsContinued && SequenceOf(before.Number) is { } last && SequenceOf(statement.Number) is { } next && next > last + 1)
        {
            notes.Add(new ReadNote(opening.Line, "STATEMENT_GAP", $"Statement {statement.Number} opens with {opening.Amount}, {before.Number} closed with {closing.Amount}: the statements between them are missing."));
            return;
        }
        faults.Add(file, opening.Line, 1, "BALANCE_CHAIN", $"The {(statement.ContinuesPage ? "page" : "statement")} opens with {opening.Amount}, the one before closed with {closing.Amount}; a page is missing or was changed. Ask the bank for it.");
    }

    /// <summary>The statement's number without its page; null where there is none.</summary>
    private static long? SequenceOf(string number) =>
        long.TryParse(number.Split('/')[0].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? sequence : null;

    /// <summary>Two messages are the same where one repeats the other. Looked up by what they hold: a file may have tens of thousands.</summary>
    private sealed class SameMessage : IEqualityComparer<ReadStatement>
    {
        public static readonly SameMessage Comparer = new();

        public bool Equals(ReadStatement? one, ReadStatement? other) => one is null ? other is null : other is not null && one.Repeats(other);

        public int GetHashCode(ReadStatement statement)
        {
            var hash = new HashCode();
            hash.Add(statement.Number);
            hash.Add(statement.Opening?.Amount);
            hash.Add(statement.Closing?.Amount);
            foreach (var entry in statement.Entries) hash.Add((entry.Amount, entry.ValueDate, entry.BankReference, entry.Text));
            return hash.ToHashCode();
        }
    }
}
