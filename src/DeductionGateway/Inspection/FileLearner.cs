using DeductionGateway.Core.BankFiles;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Learning;
using DeductionGateway.Intake;

namespace DeductionGateway.Inspection;

/// <summary>Opens an employer's file that no profile describes, lets <see cref="ProfileLearning"/> propose one, and tries it with the ordinary reader.</summary>
internal sealed class FileLearner
{
    /// <summary>Stands for the period where none is known; rows that say their own do not use it.</summary>
    private static readonly PayPeriod NoPeriod = new(1900, 1);

    /// <summary>Sheets looked at; a workbook of an employer has one, one a month, or one a unit.</summary>
    private const int SheetLimit = 200;

    /// <summary>Cells of all sheets together: as many as one sheet may show to learning.</summary>
    private const long CellsLimit = 4_000_000;

    private readonly string _file;
    private readonly byte[] _bytes;
    private readonly FaultList _faults = new();

    /// <summary>What the file is where it is no list, as <c>inspect</c> names formats.</summary>
    private readonly string? _other;

    private readonly TextForm? _form;
    private readonly List<Grid> _grids;
    private readonly KnownBilling _known;

    /// <param name="folder">Where the cooperative's tables lie; null = beside the file.</param>
    /// <param name="employer">Whose file it is; null = found by its members.</param>
    public FileLearner(string path, string? folder, string? employer)
    {
        _file = Path.GetFileName(path);
        _bytes = File.ReadAllBytes(path);
        _known = Known(folder is null ? path : Path.Combine(folder, "-"), employer ?? "");
        var nature = FileNature.Of(_bytes);
        if (Bank() is { } bank)
        {
            _other = bank.Format;
            _faults.Add(_file, 0, 0, "NOT_A_LIST", $"This is a bank statement ({bank.Dialect}), no list of deductions. {(FolderNames.IsBank(_file) ? "In the period folder reconcile reads it as it is" : "In the period folder give it a name that begins with bank, and reconcile reads it")}; inspect without --learn shows what is understood of it.");
            _grids = [];
            return;
        }
        if (nature == "payroll-xlsx")
        {
            _grids = Sheets();
            return;
        }
        if (nature is "json")
        {
            _other = nature;
            _faults.Add(_file, 0, 0, "NOT_A_LIST", "This is JSON, no list of deductions.");
            _grids = [];
            return;
        }
        if (nature is "html" or "xml")
        {
            _other = nature;
            // Web systems send a page under a spreadsheet's name; the spreadsheet opens it, and what it saves can be read.
            _faults.Add(_file, 0, 0, "NOT_A_LIST", "This is a web page or XML under another name; open it in the spreadsheet and save it as Excel Workbook (.xlsx).");
            _grids = [];
            return;
        }
        var encoding = TextForm.EncodingOf(_bytes);
        var utf8 = TextBytes.ToUtf8(_file, _bytes, encoding, _faults);
        _form = TextForm.Of(_file, utf8, encoding);
        RecordSource records = _form.Delimiter is { } delimiter ? new CsvRecords(_file, utf8, delimiter, _faults) : new FixedRecords(_file, utf8, _form.Columns, _faults);
        _grids = [Grid.From(null, records)];
    }

    /// <summary>What the bank's readers know the file as; null where they do not.</summary>
    private (string Format, string Dialect)? Bank()
    {
        var content = BankContents.Of(_bytes);
        if (content is BankContent.Unknown or BankContent.Html) return null;
        var unsaid = new FaultList();
        var read = content == BankContent.Xml ? BankFileBytes.ReadXml(_file, new MemoryStream(_bytes, writable: false), unsaid) : BankFileBytes.ReadKnown(_file, content, _bytes, unsaid);
        return read is not null ? (read.Format, read.Dialect) : content == BankContent.Mt940 ? ("mt940", "MT940") : null;
    }

    public LearnedFile Learn(IReadOnlyDictionary<string, string> answers)
    {
        var known = _known;
        var proposal = _faults.Any ? ProfileProposal.Refused("The file cannot be read.") : ProfileLearning.Propose(_file, _grids, _form, known, answers);
        if (proposal.Profile is null) return Result(proposal, null, null, _faults);
        var (profile, answer, faults) = Try(proposal.Profile);
        var found = answer is null || known.Employer.Length > 0 ? null : EmployerOf(answer);
        // Employee numbers of two employers may be alike: once the file's own employer is known, its members alone are evidence.
        if (found is not null)
        {
            known = known with { Employer = found };
            proposal = ProfileLearning.Propose(_file, _grids, _form, known, answers);
            (profile, answer, faults) = Try(proposal.Profile!);
        }
        return Result(proposal, profile, answer, faults) with { Employer = known.Employer.Length > 0 ? known.Employer : null };
    }

    /// <summary>The profile as far as the reader accepts the file by it: it need not show a total, and may have more between its rows than was seen.</summary>
    private (IReadOnlyDictionary<string, object> Profile, PayrollReturn? Answer, FaultList Faults) Try(IReadOnlyDictionary<string, object> profile)
    {
        var (answer, faults) = Read(profile);
        if (answer is null && faults.Kept.Any(static fault => fault.Code == "TOTAL_MISSING"))
        {
            profile = ProfileFile.Without(profile, "control");
            (answer, faults) = Read(profile);
        }
        if (answer is null && faults.Kept.Any(static fault => fault.Code is "DATA_AFTER_END" or "FIELD_COUNT") && !profile.ContainsKey("subtotals"))
        {
            var wider = new SortedDictionary<string, object>(profile.ToDictionary(), StringComparer.Ordinal) { ["subtotals"] = "passed_over" };
            if (Read(wider) is { Answer: not null } good) return (wider, good.Answer, good.Faults);
        }
        return (profile, answer, faults);
    }

    private (PayrollReturn? Answer, FaultList Faults) Read(IReadOnlyDictionary<string, object> profile)
    {
        var faults = new FaultList();
        var read = ProfilesJson.ReadOne("?", ProfileFile.Json(profile));
        return (PayrollBytes.Read(read, new Employer("?", "", BankMode.Lump, null, null), _known.Period ?? NoPeriod, _known.Codes, _file, _bytes, faults), faults);
    }

    private LearnedFile Result(ProfileProposal proposal, IReadOnlyDictionary<string, object>? profile, PayrollReturn? answer, FaultList faults)
    {
        var dialect = _form switch
        {
            null => proposal.Profile is { } learned ? $"sheet '{learned["sheet"]}'" : "",
            { Delimiter: { } delimiter } => $"delimiter '{(delimiter == '\t' ? "\\t" : delimiter)}'" + Encoding(),
            _ => $"{_form.Columns.Count} columns by place" + Encoding(),
        };
        int? identified = answer is null || !_known.HasMembers ? null
            : answer.Rows.DistinctBy(static row => row.Record).Count(row => _known.Find(answer.Profile.Key, row.Key.ToString()) is not null);
        var all = faults.Sorted().Where(fault => fault.File == _file).ToList();
        if (proposal.Refusal is not null && all.Count == 0 && _grids.Exists(BankLook.Of))
        {
            all.Add(new FileFault(_file, 0, 0, "NOT_A_LIST", "This looks like a bank statement, of a form that is not known, and is no list of deductions. Ask the bank for MT940 or camt.053, or write bank.csv."));
        }
        if (proposal.Refusal is { } refusal && all.Count == 0) all.Add(new FileFault(_file, 0, 0, "NOT_LEARNED", refusal));
        return new LearnedFile(_file, _other ?? (_form is null ? "payroll-xlsx" : "payroll-csv"), dialect, null, proposal, profile, answer?.Rows ?? [], identified, all)
        {
            Members = identified is null ? null : answer!.Rows.Select(static row => row.Key).Distinct().Count(key => _known.Find(answer.Profile.Key, key.ToString()) is not null),
        };
    }

    private string Encoding() => _form!.Encoding switch { TextEncoding.Utf16 => ", UTF-16", TextEncoding.Windows1252 => ", Windows-1252", _ => "" };

    private string? EmployerOf(PayrollReturn answer)
    {
        var employers = answer.Rows.DistinctBy(static row => row.Record).Select(row => _known.Find(answer.Profile.Key, row.Key.ToString())?.Employer).Where(static employer => employer is not null)
            .GroupBy(static employer => employer!).OrderByDescending(static group => group.Count()).ToList();
        return employers.Count > 0 && employers[0].Count() >= 2 && employers[0].Count() * 2 > employers.Sum(static group => group.Count()) ? employers[0].Key : null;
    }

    private List<Grid> Sheets()
    {
        var grids = new List<Grid>();
        using var book = XlsxBook.Open(_file, _bytes, _faults);
        if (book is null) return grids;
        if (book.Sheets.Count > SheetLimit)
        {
            _faults.Add(_file, 0, 0, "XLSX_SHEETS", $"The workbook has {book.Sheets.Count} sheets; at most {SheetLimit} are looked at. Keep those of the list and save it as Excel Workbook.");
            return grids;
        }
        var cells = 0L;
        foreach (var (name, part) in book.Sheets)
        {
            using var records = XlsxRecords.Open(_file, book, name, part, _faults, withDates: true);
            if (records is null) continue;
            grids.Add(Grid.From(name, records));
            cells += grids[^1].Rows.Sum(static row => (long)row.Texts.Length);
            if (cells <= CellsLimit) continue;
            _faults.Add(_file, 0, 0, "XLSX_SHEETS", $"The workbook's sheets hold more than {CellsLimit} cells together. Keep those of the list and save it as Excel Workbook.");
            break;
        }
        return grids;
    }

    private static KnownBilling Known(string path, string employer)
    {
        var codes = Neighbours.Codes(path);
        if (Neighbours.Employers(path) is not { } employers || Neighbours.Bytes(path, "members.csv") is not { } members) return KnownBilling.Nothing with { Codes = codes, Employer = employer, Period = Neighbours.Period(path) };
        var register = MembersFile.Read("members.csv", members, employers, new FaultList());
        IReadOnlyList<BillingLine> billing = Neighbours.Bytes(path, "expected.csv") is { } expected ? BillingFile.Read("expected.csv", expected, register, codes, new FaultList(), null, out _) : [];
        return new KnownBilling(register, billing, codes, Neighbours.Period(path), employer);
    }
}
