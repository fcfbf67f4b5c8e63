using System.Security.Cryptography;
using System.Text;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Members;

namespace DeductionGateway.Core.Matching;

/// <summary>A proposal is remembered by what the row says and whom it proposes, not by where it stands in the file.</summary>
public static class Proposals
{
    /// <summary>32 hex digits; the same row content and member give the same name, in any file and order.</summary>
    public static string Name(in PayrollRow row, Member member)
    {
        var text = $"{row.Key}\n{row.Name}\n{row.NationalId}\n{row.Code?.Code}\n{row.Amount}\n{row.Period.Number}\n{member.MemberNo}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
    }
}
