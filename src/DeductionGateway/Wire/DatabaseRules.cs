using Grpc.Core;

namespace DeductionGateway.Wire;

/// <summary>Rules that the database itself holds, such as those of two people: one that is broken becomes a fault that says which.</summary>
internal static class DatabaseRules
{
    /// <summary>PostgreSQL's code for a rule of ours; the message begins with the rule's word.</summary>
    private const string RuleBroken = "DG001";

    /// <summary>As <see cref="Keep{T}"/>, of a write that answers nothing.</summary>
    public static Task Keep(Func<Task> write) => Keep(async () =>
    {
        await write();
        return true;
    });

    /// <exception cref="RpcException">PERMISSION_DENIED where the rule is about who may, else FAILED_PRECONDITION; the reason is the rule's word.</exception>
    public static async Task<T> Keep<T>(Func<Task<T>> write)
    {
        try
        {
            return await write();
        }
        catch (System.Data.Common.DbException refused) when (refused.SqlState == RuleBroken)
        {
            var message = refused.Message[(refused.Message.IndexOf(RuleBroken, StringComparison.Ordinal) + RuleBroken.Length)..].TrimStart(':', ' ');
            var colon = message.IndexOf(':', StringComparison.Ordinal);
            var (rule, sentence) = (message[..colon], message[(colon + 2)..] + ".");
            throw Faults.Of(rule is "UNDO" or "ITEM" or "LIMIT" or "LINES" or "REASON" or "BOUND" or "PAID_OUT" or "ENDED" or "MAY_YET_BE_BOOKED" ? StatusCode.FailedPrecondition : StatusCode.PermissionDenied, char.ToUpperInvariant(sentence[0]) + sentence[1..], Faults.Info(rule));
        }
    }
}
