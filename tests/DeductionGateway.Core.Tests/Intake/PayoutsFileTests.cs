using System.Text;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.Tests.Intake;

/// <summary>The file of what was approved to be paid out.</summary>
public sealed class PayoutsFileTests
{
    private const string Header = "reference,member_no,amount\n";

    [Fact]
    public void Is_read_row_by_row()
    {
        var faults = new FaultList();
        PayoutsFile.Read(PayoutsFile.FileName, Encoding.UTF8.GetBytes(Header + "202602270900000001,M1,25000\n202602270900000002,M2,1\n"), faults)
            .ShouldBe([new ApprovedPayout("202602270900000001", "M1", 25_000), new ApprovedPayout("202602270900000002", "M2", 1)]);
        faults.Any.ShouldBeFalse();
        PayoutsFile.Read(PayoutsFile.FileName, null, faults).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("202602270,M1,1", "REFERENCE_FORM")]
    [InlineData("2026-02-27-0900,M1,1", "REFERENCE_FORM")]
    [InlineData("202602270900000001,M1,0", "AMOUNT_ZERO")]
    [InlineData("202602270900000001,,1", "FIELD_EMPTY")]
    [InlineData("202602270900000001,M1,1\n202602270900000001,M2,2", "REFERENCE_TWICE")]
    public void What_is_wrong_is_named(string rows, string code)
    {
        var faults = new FaultList();
        PayoutsFile.Read(PayoutsFile.FileName, Encoding.UTF8.GetBytes(Header + rows + "\n"), faults);
        faults.Sorted().Select(static fault => fault.Code).ShouldBe([code]);
    }
}
