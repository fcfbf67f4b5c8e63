using System.Security.Cryptography;
using DeductionGateway.Contract.V1;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Intake;
using DeductionGateway.Wire;
using FileFault = DeductionGateway.Core.Intake.FileFault;

namespace DeductionGateway.Deductions;

/// <summary>Where a stream of lines is: what came so far, written as the file that it becomes, and what is wrong with it.</summary>
internal sealed class ReturnStream(KnownUnit known) : IDisposable
{
    private readonly PayPeriod _period = known.Facts.Period;
    private readonly PayrollKey _key = known.Facts.Return!.Profile.Key;
    private readonly bool _isWhole = known.Facts.Return!.Profile.Shape == PayrollShape.Total;
    private readonly Dictionary<string, DeductionCode> _codes = known.Facts.Return!.Profile.Codes.ToDictionary(static pair => pair.Key, static pair => new DeductionCode(pair.Value, "", CodeKind.Savings), StringComparer.Ordinal);
    private readonly List<FileFault> _faults = [];
    private ReturnVerdicts? _verdicts = new(known.Facts, known.Billed);

    public StreamedFile File { get; } = new(known.Facts.Period.ToString());
    public IncrementalHash Hash { get; } = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>In bytes, of what was sent on.</summary>
    public long Length { get; set; }

    public int Lines { get; private set; }
    public long TotalMinor { get; private set; }

    /// <summary>What is wrong with lines, the first thousand of them.</summary>
    public IReadOnlyList<FileFault> Faults => _faults;

    /// <summary>No line is to come: what they were compared with is not needed.</summary>
    public void ForgetVerdicts()
    {
        _verdicts = null;
        KnownUnit.GiveBack(Lines);
    }

    public LineVerdict Add(ReturnLine line)
    {
        ReturnControl.CheckAmount(line.Amount);
        var minor = line.Amount?.AmountMinor ?? 0;
        Lines++;
        TotalMinor += minor;
        File.Add(line);
        var answer = new LineVerdict { LineNo = Lines };
        var (key, name) = _key switch { PayrollKey.EmployeeNo => (line.EmployeeNo, "employee_no"), PayrollKey.NationalId => (line.NationalId, "national_id"), _ => (line.AccountNo, "account_no") };
        DeductionCode? code = null;
        if (string.IsNullOrWhiteSpace(key)) Refuse(answer, "KEY_MISSING", $"The line names nobody: it has no {name}, by which this employer's people are known.");
        else if (_isWhole && (line.Code + line.Obligation).Trim().Length > 0) Refuse(answer, "CODE_UNASKED", "This employer answers with one amount for each employee, as its list is: a line has neither code nor obligation.");
        else if (!_isWhole && !_codes.TryGetValue(line.Code.Trim(), out code)) Refuse(answer, "CODE_UNKNOWN", $"The cooperative has no code '{line.Code}'.");
        else if (line.Amount is null) Refuse(answer, "AMOUNT_MISSING", "The amount is missing.");
        else if (minor < 0 || minor % 100 != 0) Refuse(answer, "AMOUNT_STYLE", "The amount is whole rupiah, 0 or more.");
        else Judge(answer, new PayrollRow(Lines, Utf8Text.From(key.Trim()), Utf8Text.From(line.Name.Trim()), Utf8Text.From(line.NationalId.Trim()), code, minor / 100, _period) { Obligation = Utf8Text.From(line.Obligation.Trim()) });
        return answer;
    }

    public void Dispose()
    {
        File.Dispose();
        Hash.Dispose();
    }

    private void Refuse(LineVerdict answer, string code, string text)
    {
        answer.Fault = text;
        if (_faults.Count < FaultList.LimitPerFile) _faults.Add(StreamedReturn.Fault(Lines, code, text));
    }

    private void Judge(LineVerdict answer, in PayrollRow row)
    {
        var verdict = _verdicts!.Of(row);
        answer.LineClass = (LineClass)((int)verdict.Class + WireEnum.Offset);
        answer.Identity = (IdentityFinding)((int)verdict.Identity + WireEnum.Offset);
        answer.Taxonomy = verdict.Taxonomy;
        answer.ExpectedId = verdict.ExpectedId;
        if (verdict.ExpectedId.Length > 0) answer.Expected = WireMoney.Of(verdict.Expected);
    }
}
