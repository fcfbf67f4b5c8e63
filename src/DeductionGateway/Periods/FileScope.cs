using DeductionGateway.Access;
using DeductionGateway.Core.Basics;
using DeductionGateway.Data;
using DeductionGateway.Intake;
using DeductionGateway.Wire;

namespace DeductionGateway.Periods;

/// <summary>Which files of a period a caller has to do with: all, or his employer's answer, be it the payroll file that the profiles name or what he sent line by line.</summary>
internal sealed class FileScope
{
    private readonly bool _isAll;
    private readonly string? _name;
    private readonly string? _streamed;

    private FileScope(bool isAll, string? name, string? streamed) => (_isAll, _name, _streamed) = (isAll, name, streamed);

    /// <summary>By profiles.json of the draft, or of the period's last run where the draft has none.</summary>
    public static async Task<FileScope> Of(Tx tx, Caller caller, PayPeriod period)
    {
        if (caller.Role is not (Role.PayrollOfficer or Role.EmployerSystem)) return new FileScope(isAll: true, null, null);
        if (caller.Employer is not { } own) return new FileScope(isAll: false, null, null);
        return new FileScope(isAll: false, (await EmployerAnswers.Profiles(tx, period))?.GetValueOrDefault(own)?.File, StreamedReturn.NameFor(own));
    }

    /// <summary>The usual file of a caller who speaks for an employer; null where the profiles name none, or the caller has to do with all.</summary>
    public string? Own => _name;

    public bool Has(string name) => _isAll || ((name == _name || name == _streamed) && FileNames.KindOf(name) == FileKind.Payroll);

    /// <exception cref="Grpc.Core.RpcException">NOT_FOUND: whose file it is, or whether there is one, is nobody else's business.</exception>
    public void CheckSeen(PayPeriod period, string name)
    {
        if (!Has(name)) throw Faults.NotFound("file", $"{period}/{name}");
    }

    /// <exception cref="Grpc.Core.RpcException">PERMISSION_DENIED, with the name that would be taken.</exception>
    public void CheckSent(PayPeriod period, string name)
    {
        if (!Has(name)) throw Faults.Denied(_name is null ? $"For {period} no profile names a file of this employer yet; the cooperative adds it to profiles.json." : $"Of this employer only {_name} is taken for {period}.");
    }
}
