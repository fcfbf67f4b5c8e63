using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Matching;
using DeductionGateway.Core.Members;

namespace DeductionGateway.Core.Tests.Matching;

/// <summary>Members shown beside a row come by member number, whatever order the register has.</summary>
public sealed class EmployerRollTests
{
    private static readonly Member First = Alike(1);
    private static readonly Member Second = Alike(2);
    private static readonly Member Third = Alike(3);

    public static TheoryData<string> Orders => ["123", "321", "231"];

    [Theory]
    [MemberData(nameof(Orders))]
    public void Namesakes_come_by_member_number(string order) => Roll(order).Namesakes(First.Name, null).ShouldBe([First, Second, Third]);

    [Theory]
    [MemberData(nameof(Orders))]
    public void Those_who_share_a_key_come_by_member_number(string order)
    {
        Roll(order).Find(First.EmployeeNo, out var sharers).ShouldBe(-1);
        sharers.ShouldBe([First, Second, Third]);
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public void Those_who_share_a_national_id_come_by_member_number(string order) => Roll(order).ByNationalId(First.NationalId).ShouldBe([First, Second, Third]);

    private static EmployerRoll Roll(string order) => new([.. order.Select(static number => number switch { '1' => First, '2' => Second, _ => Third })], PayrollKey.EmployeeNo);

    private static Member Alike(int number) => A.Member(number, "RIZAL JATMIKO", key: "0609", nationalId: "3171000000000001");
}
