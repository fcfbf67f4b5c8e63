#pragma warning disable CA1822, CA1852, CA1801, IDE0060, IDE0130
namespace DeductionGateway.Tests.Architecture.Planted.Rooms.Ledger
{
    /// <summary>A ledger that knows of payroll: forbidden.</summary>
    internal sealed class Book
    {
        public void Post(Payroll.Slip slip) { }
    }
}

namespace DeductionGateway.Tests.Architecture.Planted.Rooms.Payroll
{
    /// <summary>Payroll that uses the ledger: allowed.</summary>
    internal sealed class Slip
    {
        public Ledger.Book? Book { get; }
    }
}

namespace DeductionGateway.Tests.Architecture.Planted.Rooms.Nowhere
{
    /// <summary>A room that the table does not know.</summary>
    internal sealed class Guest
    {
        public int Number => 1;
    }
}
