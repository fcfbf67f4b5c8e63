using DeductionGateway.Access;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;
using DeductionGateway.Data;
using DeductionGateway.Intake;
using DeductionGateway.Reconciliation;
using DeductionGateway.Wire;

namespace DeductionGateway.Periods;

/// <summary>Which files of a period a caller has to do with: all, or the one payroll file that the profiles name for his employer.</summary>
internal sealed class FileScope
{
    private readonly bool _isAll;
    private readonly string? _name;

    private FileScope(bool isAll, string? name) => (_isAll, _name) = (isAll, name);

    /// <summary>By profiles.json of the draft, or of the period's last run where the draft has none.</summary>
    public static async Task<FileScope> Of(Tx tx, Caller caller, PayPeriod period)
    {
        if (caller.Role is not (Role.PayrollOfficer or Role.EmployerSystem)) return new FileScope(isAll: true, null);
        var profiles = await Drafts.Bytes(tx, period, FileNames.Profiles) is { } json ? ProfilesJson.Read(json, FileNames.Profiles, new FaultList()) : null;
        return new FileScope(isAll: false, caller.Employer is { } own ? profiles?.GetValueOrDefault(own)?.File : null);
    }

    /// <summary>The one file of a caller who speaks for an employer; null where the profiles name none, or the caller has to do with all.</summary>
    public string? Own => _name;

    public bool Has(string name) => _isAll || (name == _name && FileNames.KindOf(name) == FileKind.Payroll);

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
