using DeductionGateway.Answers.People;

namespace DeductionGateway.Demo;

/// <summary>A billing line beside what its employer answered to it. Whole rupiah.</summary>
internal sealed record BilledLine(string MemberNo, string Code, long Billed, long Withheld)
{
    public bool IsShort => Withheld < Billed;

    /// <summary>Every billing line, in the order of the billing.</summary>
    /// <param name="expected">The cooperative's <c>expected.csv</c>; of one employee it has each code once.</param>
    /// <param name="answered">The employer's answer, as the gateway keeps it.</param>
    public static List<BilledLine> Read(byte[] expected, byte[] answered)
    {
        using var answers = new ResultCsv(new MemoryStream(answered));
        var (employee, code, amount) = (answers.PlaceOf("employee_no"), answers.PlaceOf("code"), answers.PlaceOf("amount"));
        var withheld = new Dictionary<(string, string), long>();
        while (answers.Read()) withheld[(answers.Text(employee), answers.Text(code))] = answers.Number(amount);
        using var bills = new ResultCsv(new MemoryStream(expected));
        var (whose, member, what, billed) = (bills.PlaceOf("employee_no"), bills.PlaceOf("member_no"), bills.PlaceOf("code"), bills.PlaceOf("amount"));
        var lines = new List<BilledLine>();
        while (bills.Read()) lines.Add(new BilledLine(bills.Text(member), bills.Text(what), bills.Number(billed), withheld.GetValueOrDefault((bills.Text(whose), bills.Text(what)))));
        return lines;
    }
}
