using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Reconciliation;

/// <summary>Employers as an earlier period's register had them: how they paid then, and those who are in this folder's register no more.</summary>
internal sealed class EarlierEmployers(ReconcileStore store)
{
    private readonly Dictionary<int, IReadOnlyList<Employer>> _byPeriod = [];

    /// <summary>The unit's employer; without a mode of his own where a corrected register took him out.</summary>
    public Employer Of(StoredUnit unit)
    {
        if (!_byPeriod.TryGetValue(unit.Period, out var employers)) _byPeriod[unit.Period] = employers = Read(PayPeriod.FromNumber(unit.Period)!.Value);
        return employers.FirstOrDefault(one => one.Code == unit.Employer) ?? new Employer(unit.Employer, unit.Employer, BankMode.Lump, null, null);
    }

    private IReadOnlyList<Employer> Read(PayPeriod period)
    {
        var file = store.KeptFile(period, "employers.csv");
        Check.That(file is not null, $"employers.csv of {period} was kept");
        return FolderTables.ReadEmployers(file.Value.Name, file.Value.Bytes, new FaultList());
    }
}
