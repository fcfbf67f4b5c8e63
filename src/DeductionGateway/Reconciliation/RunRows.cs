using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Members;
using DeductionGateway.Core.Settlement;
using DeductionGateway.Data;

namespace DeductionGateway.Reconciliation;

/// <summary>Encodes the rows of a run for COPY, table by table. Column order is that of the COPY statement beside it.</summary>
internal sealed class RunRows(long cooperativeId, MemberRegister register, CooperativeSeal seal)
{
    public const string CopyChunks = "copy source_chunk (cooperative_id, sha256, chunk_no, bytes, key_no) from stdin (format binary)";
    public const string CopyFiles = "copy folder_file (cooperative_id, period, run_no, name, sha256, length) from stdin (format binary)";
    public const string CopyMembers = "copy member (cooperative_id, member_id, member_no, name, national_id, employer, employee_no, account_no, first_period, key_no, personal, national_id_hash) from stdin (format binary)";
    public const string CopyBilling = "copy billing_line (cooperative_id, period, billing_no, expected_id, member_id, code, amount, penalty_due, interest_due, principal_due, obligation, due_date) from stdin (format binary)";
    public const string CopyEntries = "copy journal_entry (cooperative_id, period, entry_id, batch_no, entry_date, source, reference, reverses) from stdin (format binary)";
    public const string CopyPostings = "copy posting (cooperative_id, period, entry_id, posting_no, account, member_id, product, debit, credit) from stdin (format binary)";
    public const string CopyTotals = "copy account_total (cooperative_id, period, batch_no, account, member_id, product, debit, credit) from stdin (format binary)";
    public const string CopyUnits = "copy unit (cooperative_id, period, employer, revision, batch_no, origin_period, run_no, payroll_file, payroll_sha256, profile, reported, duplicates, received, finding, is_open, has_cases) from stdin (format binary)";
    public const string CopyClasses = "copy unit_class (cooperative_id, period, batch_no, class, rows, reported, received) from stdin (format binary)";
    public const string CopyLines = "copy line (cooperative_id, period, batch_no, row_no, employer, record, billing_no, candidate_billing_no, member_id, code, class, expected, reported, received, a_penalty, a_interest, a_principal, a_savings, a_shop, a_passthrough, a_suspense, held_in, findings, rule, taxonomy) from stdin (format binary)";
    public const string CopyBankEntries = "copy bank_entry (cooperative_id, identity, period, account, bank_ref, value_date, booking_date, amount, currency, occurrence, is_reversal, counterparty, narrative, kind, employer, member_no, code, for_period, member_key, by_name, cancels, home_period) from stdin (format binary)";
    public const string CopyReadings = "copy entry_reading (cooperative_id, identity, revision, period, kind, employer, member_no, code, for_period, member_key, by_name, cancels, home_period) from stdin (format binary)";
    public const string CopyCases = "copy open_case (cooperative_id, period, employer, revision, case_id, cause, class, taxonomy, member_no, code, amount, reported, held, held_in, record, expected_id, candidates, subject, proposal, content, decision_no) from stdin (format binary)";
    public const string CopyHeld = "copy held_credit (cooperative_id, identity, revision, employer, amount) from stdin (format binary)";
    public const string CopyStatements = "copy bank_statement (cooperative_id, account, statement_no, number, opening_date, opening, closing_date, closing) from stdin (format binary)";

    public const string CopyStatementEntries = "copy statement_entry (cooperative_id, account, statement_no, identity) from stdin (format binary)";

    /// <summary>Files are kept in pieces of this size; a row of one fits into a chunk of the buffer.</summary>
    public const int ChunkBytes = CopyRows.ChunkSize - 256;

    public void Chunk(CopyBuffer rows, byte[] sha256, int chunk, ReadOnlySpan<byte> piece)
    {
        rows.StartRow(5);
        rows.Int64(cooperativeId);
        rows.Bytea(sha256);
        rows.Int32(chunk);
        rows.Bytea(seal.KeyNo == 0 ? piece : seal.Seal(piece));
        rows.Int32(seal.KeyNo);
    }

    public void File(CopyBuffer rows, PayPeriod period, int runNo, string name, byte[] sha256, long length)
    {
        rows.StartRow(6);
        rows.Int64(cooperativeId);
        rows.Int32(period.Number);
        rows.Int32(runNo);
        rows.Text(name);
        rows.Bytea(sha256);
        rows.Int64(length);
    }

    public void Member(CopyBuffer rows, Member member, PayPeriod period)
    {
        var isSealed = seal.KeyNo > 0;
        rows.StartRow(12);
        rows.Int64(cooperativeId);
        rows.Int64(register.IdOf(member));
        rows.Text(member.MemberNo.Span);
        rows.Text(member.Name.Span);
        rows.Text(isSealed ? default : member.NationalId.Span);
        rows.Text(member.Employer);
        rows.Text(member.EmployeeNo.Span);
        rows.Text(isSealed ? default : member.AccountNo.Span);
        rows.Int32(period.Number);
        rows.Int32(seal.KeyNo);
        if (isSealed) rows.Bytea(seal.Seal([.. member.NationalId.Span, 0, .. member.AccountNo.Span]));
        else rows.Null();
        if (seal.Hash(PersonalNumbers.Compared(member.NationalId.Span)) is { Length: > 0 } hash) rows.Bytea(hash);
        else rows.Null();
    }

    public void Billing(CopyBuffer rows, BillingLine line, PayPeriod period)
    {
        rows.StartRow(12);
        rows.Int64(cooperativeId);
        rows.Int32(period.Number);
        rows.Int32(line.Ordinal + 1);
        rows.Text(line.ExpectedId.Span);
        rows.Int64(register.IdOf(line.Member));
        rows.Text(line.Code.Code);
        rows.Int64(line.Amount);
        rows.Int64(line.PenaltyDue);
        rows.Int64(line.InterestDue);
        rows.Int64(line.PrincipalDue);
        rows.Text(line.Obligation.Span);
        if (line.DueDate is { } due) rows.Date(due);
        else rows.Null();
    }

    public void BankEntry(CopyBuffer rows, SortedEntry sorted, PayPeriod period)
    {
        var entry = sorted.Entry;
        rows.StartRow(22);
        rows.Int64(cooperativeId);
        rows.Text(entry.Identity);
        rows.Int32(period.Number);
        rows.Text(entry.Account);
        rows.Text(entry.BankRef);
        rows.Date(entry.ValueDate);
        rows.Date(entry.BookingDate);
        rows.Int64(entry.Amount);
        rows.Text(entry.Currency);
        rows.Int32(entry.Occurrence);
        rows.Bool(entry.IsReversal);
        rows.Text(entry.Counterparty);
        rows.Text(entry.Narrative);
        Reading(rows, EntryReading.Of(sorted));
    }

    /// <summary>A later reading of a stored entry.</summary>
    public void Reading(CopyBuffer rows, SortedEntry sorted, PayPeriod period, int revision)
    {
        rows.StartRow(13);
        rows.Int64(cooperativeId);
        rows.Text(sorted.Entry.Identity);
        rows.Int32(revision);
        rows.Int32(period.Number);
        Reading(rows, EntryReading.Of(sorted));
    }

    private static void Reading(CopyBuffer rows, EntryReading reading)
    {
        rows.Int16(reading.Kind);
        OrNull(rows, reading.Employer);
        OrNull(rows, reading.MemberNo);
        OrNull(rows, reading.Code);
        OrNull(rows, reading.ForPeriod);
        rows.Text(reading.MemberKey);
        rows.Bool(reading.ByName);
        OrNull(rows, reading.Cancels);
        OrNull(rows, reading.HomePeriod);
    }

    public void Statement(CopyBuffer rows, BankStatement statement, int number)
    {
        rows.StartRow(8);
        rows.Int64(cooperativeId);
        rows.Text(statement.Account);
        rows.Int32(number);
        rows.Text(statement.Number);
        rows.Date(statement.OpeningDate);
        rows.Int64(statement.Opening);
        rows.Date(statement.ClosingDate);
        rows.Int64(statement.Closing);
    }

    public void StatementEntry(CopyBuffer rows, BankStatement statement, int number, string identity)
    {
        rows.StartRow(4);
        rows.Int64(cooperativeId);
        rows.Text(statement.Account);
        rows.Int32(number);
        rows.Text(identity);
    }

    public void Line(CopyBuffer rows, LineOutcome line, PayPeriod period, int batch, int rowNo)
    {
        long penalty = 0, interest = 0, principal = 0, savings = 0, shop = 0, passthrough = 0;
        foreach (var applied in line.Applied)
        {
            penalty += applied.Penalty;
            interest += applied.Interest;
            principal += applied.Principal;
            savings += applied.Savings;
            shop += applied.Shop;
            passthrough += applied.Passthrough;
        }
        Check.That(line.Received == penalty + interest + principal + savings + shop + passthrough + line.Suspense, $"what was received is applied or held ({line.Employer} record {line.Record})");
        rows.StartRow(25);
        rows.Int64(cooperativeId);
        rows.Int32(period.Number);
        rows.Int32(batch);
        rows.Int32(rowNo);
        rows.Text(line.Employer);
        rows.Int32(line.Record);
        OrdinalOrNull(rows, line.Billing);
        OrdinalOrNull(rows, line.CandidateBilling);
        if (line.Member is null) rows.Null();
        else rows.Int64(register.IdOf(line.Member));
        OrNull(rows, line.Code?.Code);
        rows.Int16((short)line.Class);
        rows.Int64(line.Expected);
        rows.Int64(line.Reported);
        rows.Int64(line.Received);
        rows.Int64(penalty);
        rows.Int64(interest);
        rows.Int64(principal);
        rows.Int64(savings);
        rows.Int64(shop);
        rows.Int64(passthrough);
        rows.Int64(line.Suspense);
        if (line.HeldIn is { } account) rows.Int32(account.Number);
        else rows.Null();
        rows.Int16((short)((int)line.Identity + 8 * (int)line.Amount + 64 * (int)line.Money + 1024 * (int)line.Period));
        rows.Text(line.Rule);
        rows.Text(line.Taxonomy);
    }

    public void Unit(CopyBuffer rows, UnitDecision unit, int revision, int batch, PayPeriod origin, int runNo)
    {
        rows.StartRow(16);
        rows.Int64(cooperativeId);
        rows.Int32(unit.Name.Period.Number);
        rows.Text(unit.Name.Employer);
        rows.Int32(revision);
        rows.Int32(batch);
        rows.Int32(origin.Number);
        rows.Int32(runNo);
        OrNull(rows, unit.PayrollFile);
        if (unit.PayrollSha256 is null) rows.Null();
        else rows.Bytea(unit.PayrollSha256);
        rows.Text(unit.Profile);
        rows.Int64(unit.Matched.Reported);
        rows.Int64(unit.Matched.Duplicates);
        rows.Int64(unit.Received);
        rows.Int16((short)unit.Money.Lump.Finding);
        rows.Bool(unit.IsOpen);
        rows.Bool(true);
    }

    /// <summary>What the rows of a unit add up to, a row for each class.</summary>
    public void Classes(CopyBuffer rows, UnitDecision unit, int batch)
    {
        var classes = new (int Rows, long Reported, long Received)[Enum.GetValues<LineClass>().Length];
        foreach (var row in unit.Matched.Rows)
        {
            ref var one = ref classes[(int)row.Class];
            one = (one.Rows + 1, one.Reported + row.Reported, one.Received + row.Received);
        }
        for (var kind = 0; kind < classes.Length; kind++)
        {
            if (classes[kind] is not { Rows: > 0 } one) continue;
            rows.StartRow(7);
            rows.Int64(cooperativeId);
            rows.Int32(unit.Name.Period.Number);
            rows.Int32(batch);
            rows.Int16((short)kind);
            rows.Int32(one.Rows);
            rows.Int64(one.Reported);
            rows.Int64(one.Received);
        }
    }

    public void Held(CopyBuffer rows, StoredHeld held)
    {
        rows.StartRow(5);
        rows.Int64(cooperativeId);
        rows.Text(held.Identity);
        rows.Int32(held.Revision);
        rows.Text(held.Employer);
        rows.Int64(held.Amount);
    }

    public void Case(CopyBuffer rows, UnitName unit, int revision, in UnitCase one)
    {
        rows.StartRow(21);
        rows.Int64(cooperativeId);
        rows.Int32(unit.Period.Number);
        rows.Text(unit.Employer);
        rows.Int32(revision);
        rows.Text(one.Case.CaseId);
        rows.Text(one.Case.Cause);
        if (one.Class is { } kind) rows.Int16((short)kind);
        else rows.Null();
        rows.Text(one.Case.Taxonomy);
        rows.Text(one.Case.MemberNo);
        rows.Text(one.Case.Code);
        rows.Int64(one.Case.Amount);
        rows.Int64(one.Reported);
        rows.Int64(one.Held);
        OrNull(rows, one.HeldIn);
        rows.Int32(one.Case.Record);
        rows.Text(one.Case.ExpectedId);
        rows.Text(one.Case.Candidates);
        rows.Text(one.Subject);
        rows.Text(one.Proposal);
        rows.Text(one.Content);
        if (one.DecisionNo is { } decision) rows.Int64(decision);
        else rows.Null();
    }

    private static void OrdinalOrNull(CopyBuffer rows, BillingLine? line)
    {
        if (line is null) rows.Null();
        else rows.Int32(line.Ordinal + 1);
    }

    private static void OrNull(CopyBuffer rows, int? number)
    {
        if (number is { } known) rows.Int32(known);
        else rows.Null();
    }

    private static void OrNull(CopyBuffer rows, string? text)
    {
        if (text is null) rows.Null();
        else rows.Text(text);
    }
}
