using DeductionGateway.Banks.Register;
using DeductionGateway.Core.Intake;
using DeductionGateway.Tests.Harness;
using DeductionGateway.Tests.Proofs;

namespace DeductionGateway.Tests.Banks;

/// <summary>Generated cooperatives, those with bank rules of their own among them, read what payments at their banks become.</summary>
public sealed class SampleRulesTests
{
    [Fact]
    public void Remarks_of_the_built_in_profiles_are_read()
    {
        using var scratch = new Scratch();
        var withRules = 0;
        for (var seed = 1; seed <= 8; seed++)
        {
            var file = Path.Combine(DataFolder.Generate(scratch[$"{seed}"], 200, seed, "2026-02", "KOP-1"), "bank_rules.json");
            withRules += File.Exists(file) ? 1 : 0;
            var faults = new FaultList();
            var rules = BankRulesReader.Read(File.Exists(file) ? File.ReadAllBytes(file) : null, "bank_rules.json", faults);
            faults.Any.ShouldBeFalse();
            foreach (var remarks in PartnerProfile.BuiltIn.Select(static name => PartnerProfile.Read(PartnerProfile.BytesOf(name)!).Remarks))
            {
                var (member, employer) = (Read(rules, remarks.Member), Read(rules, remarks.Employer));
                (member.Kind, member.MemberNo, member.Code, member.Period?.Number).ShouldBe((BankEntryKind.Autodebit, "M1", "SW", 202602), $"seed {seed}");
                (employer.Kind, employer.Employer, employer.Period?.Number).ShouldBe((BankEntryKind.Lump, "E1", 202602), $"seed {seed}");
            }
        }
        withRules.ShouldBeInRange(1, 7, "some have rules of their own and some have not");
    }

    private static RemarkReading Read(BankRules rules, string remark) => RemarkReader.Read(rules, new BankEntry(
        "1370012345678", "B1", new DateOnly(2026, 2, 27), new DateOnly(2026, 2, 27), 50_000, "IDR", 1, false, "",
        remark.Replace("{member_no}", "M1", StringComparison.Ordinal).Replace("{code}", "SW", StringComparison.Ordinal).Replace("{employer}", "E1", StringComparison.Ordinal).Replace("{period}", "202602", StringComparison.Ordinal)));
}
