using DeductionGateway.Banks.Calls;
using DeductionGateway.Banks.Statements;
using DeductionGateway.Core.Snap;

namespace DeductionGateway.Banks.Uat;

/// <summary>Whether a case passed: by its response code, by the status of HTTP that the code says too, and by what our own client reads in the answer.</summary>
internal static class UatJudgement
{
    public static UatResult Of(UatCase one, UatExchange judged, IReadOnlyList<UatExchange> exchanges)
    {
        var reason = Trouble(one, judged);
        return new UatResult(one, reason.Why == UatWhy.None ? UatVerdict.Passed : UatVerdict.Failed, reason, exchanges);
    }

    private static UatReason Trouble(UatCase one, UatExchange judged)
    {
        if (!judged.Answer.IsSent) return new UatReason(UatWhy.NoConnection);
        if (judged.Response is not { } response) return new UatReason(UatWhy.NoAnswer);
        if (judged.Code.Length == 0) return new UatReason(UatWhy.NoCode, $"{response.Http}");
        if (!one.Expect.Contains(judged.Code)) return new UatReason(UatWhy.OtherCode, judged.Message);
        if (!judged.Code.StartsWith($"{response.Http}", StringComparison.Ordinal)) return new UatReason(UatWhy.OtherStatus, $"{response.Http}");
        return judged.Answer.Outcome == SnapOutcome.Done && !IsReadable(judged.Answer, judged.At) ? new UatReason(UatWhy.Unreadable) : UatReason.None;
    }

    private static bool IsReadable(BankAnswer answer, DateTimeOffset asked)
    {
        switch (answer.Service)
        {
            case SnapService.Token: return OwnToken.Read(answer, asked) is not null;
            case SnapService.BalanceInquiry: return SnapReadings.Balance(answer) is not null;
            case SnapService.TransferStatus or SnapService.DebitStatus: return SnapReadings.Status(answer) != SnapOutcome.Unknown || SnapReadings.IsNotFound(answer);
            case SnapService.BankStatement:
                try
                {
                    StatementPage.Read(answer.Body);
                    return true;
                }
                catch (StatementFault)
                {
                    return false;
                }
            default: return true;
        }
    }
}
