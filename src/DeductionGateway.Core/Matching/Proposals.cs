using System.Security.Cryptography;
using System.Text;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Members;

namespace DeductionGateway.Core.Matching;

/// <summary>A proposal is remembered by what the row says and whom it proposes, not by where it stands in the file.</summary>
public static class Proposals
{
    /// <summary>Of the row alone, whomever it means: 32 hex digits.</summary>
    public static string Content(in PayrollRow row) => Digest(TextOf(row));

    /// <summary>32 hex digits; the same row content and member give the same name, in any file and order.</summary>
    public static string Name(in PayrollRow row, Member member) =>
        Digest($"{TextOf(row)}\n{member.MemberNo}");

    /// <summary>An obligation counts where one is named: what was confirmed before rows could name one stays confirmed.</summary>
    private static string TextOf(in PayrollRow row) =>
        $"{row.Key}\n{row.Name}\n{row.NationalId}\n{row.Code?.Code}\n{row.Amount}\n{row.Period.Number}{(row.Obligation.IsEmpty ? "" : $"\n{row.Obligation}")}";

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}
