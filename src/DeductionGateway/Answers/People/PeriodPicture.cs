using System.Globalization;
using System.Runtime.InteropServices;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Ledger;
using DeductionGateway.Core.Members;
using DeductionGateway.Core.Settlement;
using DeductionGateway.Reconciliation;

namespace DeductionGateway.Answers.People;

/// <summary>What a period says of one employer. Whole rupiah.</summary>
internal sealed class EmployerPicture(Employer employer, string payrollFile, bool hasAnswered)
{
    public Employer Employer { get; } = employer;

    /// <summary>Its file; empty where there is none.</summary>
    public string PayrollFile { get; } = payrollFile;

    /// <summary>It sent its answer, or needs to send none.</summary>
    public bool HasAnswered { get; } = hasAnswered;
    public long Billed { get; set; }
    public long Rows { get; set; }
    public long Reported { get; set; }
    public long Received { get; set; }

    /// <summary>Its credits, or parts of them, that came and fit no file (2-1045).</summary>
    public List<HeldPart> Waiting { get; } = [];
    public long Held => Waiting.Sum(static part => part.Amount);

    /// <summary>Credits that nothing ties and that may pay a file of this employer.</summary>
    public List<LikelyFile> Likely { get; } = [];

    /// <summary>Those that may pay its file of a period.</summary>
    public List<LikelyFile> LikelyOf(string period) => Likely.FindAll(likely => likely.File.Name.Period.ToString() == period);

    /// <summary>Withheld and not remitted, this period's and earlier ones', as employer_claims.csv has them.</summary>
    public List<Claim> Claims { get; } = [];

    /// <summary>Of this period's file: a gap that was accepted and is owed, a gap that nothing explains, and the sets of records worth as much.</summary>
    public (long Owed, long Unexplained, string Sets) Gap { get; set; }

    /// <summary>The rows shown: all, or those that are not matched.</summary>
    public List<AnswerRow> Shown { get; } = [];

    /// <summary>Rows that would be shown and found no room.</summary>
    public long LeftOut { get; set; }
}

/// <summary>What of an employer's credit fits no file. Whole rupiah.</summary>
internal sealed record HeldPart(string BankRef, DateOnly ValueDate, long Amount);

/// <summary>A file of an employer whose money is missing, whole or in part. Whole rupiah.</summary>
internal sealed record Claim(string Period, long Reported, long Received, long Open, long AgeDays);

/// <summary>Cases of one cause in the work queue.</summary>
internal sealed record QueueCause(string Name, string Class, string Employer, long Cases, long Amount);

/// <summary>Rows of an earlier period that this folder's money completed.</summary>
internal sealed record LateRows(string Period, string Employer, long Rows, long Received);

/// <summary>
/// A period as its result files tell it, added up for people. Rows are kept only as far as they are shown: all of them up to
/// <see cref="RowsShown"/>, beyond that only those that are not matched, and of these at most <see cref="ExceptionsKept"/>.
/// </summary>
internal sealed class PeriodPicture
{
    public const int RowsShown = 100_000;
    public const int ExceptionsKept = 200_000;

    private readonly RunTotals _totals;
    private readonly Dictionary<string, EmployerPicture> _byCode = new(StringComparer.Ordinal);
    private readonly Dictionary<Utf8Text, int> _ordinals;
    private readonly Dictionary<string, DeductionCode> _codes;
    private readonly Dictionary<(int Member, string Bill), long> _shortBills = [];
    private readonly Dictionary<(string Employer, string Bill, int Record), OpenRow> _taken = [];
    private readonly MemberFacts[] _members;
    private int _kept;

    private PeriodPicture(PeriodInput input, RunTotals totals)
    {
        Input = input;
        _totals = totals;
        IsExceptionsOnly = totals.Rows > RowsShown;
        AsOf = input.Statements.Select(static statement => statement.ClosingDate).Concat(input.BankEntries.TakeLast(1).Select(static entry => entry.ValueDate)).DefaultIfEmpty(input.Period.FirstDay).Max();
        _members = new MemberFacts[input.Members.Count];
        _ordinals = new Dictionary<Utf8Text, int>(input.Members.Count);
        foreach (var member in input.Members) _ordinals[member.MemberNo] = member.Ordinal;
        _codes = input.Codes.ToDictionary(static code => code.Code, StringComparer.Ordinal);
        foreach (var row in totals.Open.Where(static row => row.Taken > 0)) _taken[BillOf(row.Employer, row.Billing?.ExpectedId.ToString() ?? "", row.Record)] = row;
        var units = totals.Units.Where(unit => unit.Name.Period == input.Period).ToDictionary(static unit => unit.Name.Employer, StringComparer.Ordinal);
        foreach (var employer in input.Employers)
        {
            var unit = units.GetValueOrDefault(employer.Code);
            var profile = input.Profiles.GetValueOrDefault(employer.Code);
            var file = unit.PayrollFile ?? "";
            _byCode[employer.Code] = new EmployerPicture(employer, file, file.Length > 0 || profile?.Shape == PayrollShape.None) { Gap = (unit.GapOwed, unit.Unexplained, unit.GapSets ?? "") };
        }
        foreach (var bill in input.Billing)
        {
            _members[bill.Member.Ordinal].Billed += bill.Amount;
            _byCode[bill.Member.Employer].Billed += bill.Amount;
        }
    }

    public PeriodInput Input { get; }
    public RunTotals Totals => _totals;
    public bool IsExceptionsOnly { get; }

    /// <summary>The last day that the statements know of: the latest closing, or the last entry of files without balances.</summary>
    public DateOnly AsOf { get; }

    /// <summary>In the order of employers.csv.</summary>
    public IEnumerable<EmployerPicture> Employers => Input.Employers.Select(employer => _byCode[employer.Code]);
    public List<QueueCause> Causes { get; } = [];

    /// <summary>Cases in which no rupiah is in question, such as what was not withheld of a file that is not paid: they are no work.</summary>
    public long WithoutRupiah { get; private set; }
    public List<LateRows> Late { get; } = [];

    /// <summary>Reads the result files, each once.</summary>
    public static PeriodPicture Of(OutFolder folder, PeriodInput input, RunTotals totals)
    {
        var picture = new PeriodPicture(input, totals);
        picture.ReadLines(folder);
        picture.AddTaken();
        picture.AddWaiting();
        picture.ReadClaims(folder);
        picture.ReadCauses(folder);
        picture.ReadLate(folder);
        return picture;
    }

    public EmployerPicture? Employer(string code) => _byCode.GetValueOrDefault(code);

    public ref readonly MemberFacts FactsOf(Member member) => ref _members[member.Ordinal];

    public Member? MemberOf(string memberNo) => memberNo.Length > 0 && _ordinals.TryGetValue(Utf8Text.From(memberNo), out var ordinal) ? Input.Members[ordinal] : null;

    public DeductionCode? CodeOf(string code) => _codes.GetValueOrDefault(code);

    /// <summary>The physical line of a record in the employer's file; 0 where there is none.</summary>
    public int LineOf(string employer, long record) => LineOf(new UnitName(Input.Period, employer), record);

    /// <summary>The same for a file of another month; 0 where that was not read in this run.</summary>
    public int LineOf(UnitName file, long record) => record > 0 && _totals.FileLines.TryGetValue(file, out var lines) ? lines[(int)record] : 0;

    /// <summary>What all rows of this row's billing line report together, where it is short; else the row alone. Whole rupiah.</summary>
    public long ReportedOfBill(AnswerRow row) => MemberOf(row.MemberNo) is { } member ? _shortBills.GetValueOrDefault((member.Ordinal, row.BillId), row.Reported) : row.Reported;

    /// <summary>The one member that a proposal names.</summary>
    public Member? ProposedFor(AnswerRow row) => row.Class == LineClass.Fuzzy ? MemberOf(row.Candidates) : null;

    /// <summary>Number and name beside a row: the member's, or what the employer wrote of somebody nobody knows yet.</summary>
    public (string Number, string Name) PersonOf(AnswerRow row)
    {
        if (MemberOf(row.MemberNo) is { } member) return (member.EmployeeNo.ToString(), member.Name.ToString());
        var stranger = _totals.AsWritten.GetValueOrDefault((row.Employer, row.Record));
        return (Masked(stranger.Key ?? "", Input.Profiles.GetValueOrDefault(row.Employer)?.Key ?? PayrollKey.EmployeeNo), stranger.Name ?? "");
    }

    /// <summary>A member's number as a letter shows it: the employee number, and where that is or stands for a national id only its ends.</summary>
    public string NumberInLetter(Member member)
    {
        var key = Input.Profiles.GetValueOrDefault(member.Employer)?.Key ?? PayrollKey.EmployeeNo;
        if (member.EmployeeNo.IsEmpty) return key == PayrollKey.EmployeeNo ? "" : Masked((key == PayrollKey.NationalId ? member.NationalId : member.AccountNo).ToString(), key);
        return Masked(member.EmployeeNo.ToString(), member.EmployeeNo.Equals(member.NationalId) ? PayrollKey.NationalId : PayrollKey.EmployeeNo);
    }

    /// <summary>The name as the employer wrote it, where it is spelt otherwise than the member's; empty where it is not, or where too many are.</summary>
    public string WrittenName(AnswerRow row) => row.Taxonomy.Contains("A07", StringComparison.Ordinal) ? _totals.AsWritten.GetValueOrDefault((row.Employer, row.Record)).Name ?? "" : "";

    /// <summary>What a cause is called and what to do; a remittance that may be here, unidentified, is not demanded before that is known.</summary>
    public (string Name, string Advice) WordsOf(QueueCause cause)
    {
        var (name, advice) = Wording.OfCause(cause);
        return cause.Class == LineNames.Of(LineClass.Unremitted) && Employer(cause.Employer)?.LikelyOf(Input.Period.ToString()).Count > 0 ? (name, Wording.AskFirst) : (name, advice);
    }

    /// <summary>National ids and account numbers are nobody's to read in a letter: of them, and of what looks like one, only both ends stand.</summary>
    public static string Masked(string key, PayrollKey kind)
    {
        if (key.Length == 0 || (kind == PayrollKey.EmployeeNo && !(key.Length == 16 && key.All(char.IsAsciiDigit)))) return key;
        var ends = key.Length >= 12 ? 4 : key.Length / 4;
        return key[..ends] + new string('*', key.Length - 2 * ends) + key[^ends..];
    }

    private void ReadLines(OutFolder folder)
    {
        using var rows = new AnswerRows(folder.OpenPublished("lines.csv"), withTextsOfMatched: !IsExceptionsOnly);
        while (rows.Next() is { } written)
        {
            var row = _taken.TryGetValue(BillOf(written.Employer, written.BillId, written.Record), out var taken) ? written with { Taken = taken.Taken, LeftOpen = taken.LeftOpen } : written;
            var employer = _byCode[row.Employer];
            employer.Rows++;
            employer.Reported += row.Reported;
            employer.Received += row.Received;
            if (_ordinals.TryGetValue(rows.MemberNo, out var member))
            {
                var isFirst = MemberFacts.IsShortOfBill(row) && AddShort(member, row);
                _members[member].Add(row, row.Code.Length == 0 ? null : _codes.GetValueOrDefault(row.Code)?.Kind, isFirst);
            }
            else if (row.Class == LineClass.Fuzzy && MemberOf(row.Candidates) is { } proposed)
            {
                _members[proposed.Ordinal].AddProposal();
            }
            if (IsExceptionsOnly && row.Class == LineClass.Matched) continue;
            if (_kept++ < ExceptionsKept) employer.Shown.Add(row);
            else employer.LeftOut++;
        }
    }

    /// <summary>By what a collector's part is known: all rows of a bill, or the row that speaks for all of its member's.</summary>
    private static (string Employer, string Bill, int Record) BillOf(string employer, string bill, int record) => (employer, bill, bill.Length > 0 ? 0 : record);

    /// <summary>True for the first row of its billing line; further rows of it may follow.</summary>
    private bool AddShort(int member, AnswerRow row)
    {
        ref var reported = ref CollectionsMarshal.GetValueRefOrAddDefault(_shortBills, (member, row.BillId), out var isKnown);
        reported += row.Reported;
        return !isKnown;
    }

    private void AddTaken()
    {
        foreach (var claim in _totals.Claims.Where(claim => claim.Unit.Period == Input.Period))
        {
            if (MemberOf(claim.Case.MemberNo) is { } member) _members[member.Ordinal].AddTaken(claim.OfBills);
        }
    }

    /// <summary>Of this folder's statements and of earlier ones: bank_entries.csv has only the former.</summary>
    private void AddWaiting()
    {
        foreach (var held in _totals.HeldCredits.OrderBy(static one => one.Entry.ValueDate).ThenBy(static one => one.Entry.Identity, StringComparer.Ordinal))
        {
            Employer(held.Employer)?.Waiting.Add(new HeldPart(held.Entry.BankRef, held.Entry.ValueDate, held.Amount));
        }
        foreach (var likely in _totals.Likely.SelectMany(static credit => credit).OrderBy(static one => one.Entry.ValueDate).ThenBy(static one => one.Entry.Identity, StringComparer.Ordinal))
        {
            Employer(likely.File.Name.Employer)?.Likely.Add(likely);
        }
    }

    private void ReadClaims(OutFolder folder)
    {
        using var csv = new ResultCsv(folder.OpenPublished("employer_claims.csv"));
        int employer = csv.PlaceOf("employer"), period = csv.PlaceOf("period"), reported = csv.PlaceOf("reported"), received = csv.PlaceOf("received"), open = csv.PlaceOf("open"), age = csv.PlaceOf("age_days");
        while (csv.Read()) Employer(csv.Text(employer))?.Claims.Add(new Claim(csv.Text(period), csv.Number(reported), csv.Number(received), csv.Number(open), csv.Number(age)));
    }

    private void ReadCauses(OutFolder folder)
    {
        using var csv = new ResultCsv(folder.OpenPublished("mismatches.csv"));
        int cause = csv.PlaceOf("cause"), kind = csv.PlaceOf("class"), employer = csv.PlaceOf("employer"), amount = csv.PlaceOf("amount");
        while (csv.Read())
        {
            if (csv.Number(amount) == 0)
            {
                WithoutRupiah++;
                continue;
            }
            if (Causes.Count == 0 || !csv[cause].Equals(Causes[^1].Name))
            {
                var name = csv.Text(cause);
                Causes.Add(new QueueCause(name, csv.Text(kind), name.Contains('/', StringComparison.Ordinal) ? csv.Text(employer) : "", 0, 0));
            }
            Causes[^1] = Causes[^1] with { Cases = Causes[^1].Cases + 1, Amount = Causes[^1].Amount + csv.Number(amount) };
        }
    }

    private void ReadLate(OutFolder folder)
    {
        using var csv = new ResultCsv(folder.OpenPublished("late.csv"));
        int period = csv.PlaceOf("period"), employer = csv.PlaceOf("employer"), received = csv.PlaceOf("received_amount");
        while (csv.Read())
        {
            var (month, code) = (csv.Text(period), csv.Text(employer));
            var place = Late.FindIndex(one => one.Period == month && one.Employer == code);
            if (place < 0)
            {
                place = Late.Count;
                Late.Add(new LateRows(month, code, 0, 0));
            }
            Late[place] = Late[place] with { Rows = Late[place].Rows + 1, Received = Late[place].Received + csv.Number(received) };
        }
    }
}
