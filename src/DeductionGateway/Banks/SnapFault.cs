using DeductionGateway.Core.Snap;

namespace DeductionGateway.Banks;

/// <summary>A request that is answered with a failure of the standard before anything of it is kept.</summary>
/// <param name="detail">What the standard has in brackets: a field, a reason; empty for none.</param>
internal sealed class SnapFault(SnapAnswer answer, string detail) : Exception($"{answer.Message} {detail}".Trim())
{
    public SnapAnswer Answer => answer;

    public string Detail => detail;

    public static SnapFault Missing(string field) => new(SnapAnswer.MissingField, field);

    public static SnapFault Format(string field) => new(SnapAnswer.InvalidFormat, field);

    public static SnapFault Unauthorized(string reason) => new(SnapAnswer.Unauthorized, $"[{reason}]");
}
