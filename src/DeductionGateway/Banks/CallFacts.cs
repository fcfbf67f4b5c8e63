using System.Globalization;
using System.Security.Cryptography;
using DeductionGateway.Access;
using DeductionGateway.BankPostings;
using DeductionGateway.Contract.V1;
using DeductionGateway.Core.Basics;
using DeductionGateway.Data;
using DeductionGateway.Wire;
using Role = DeductionGateway.Access.Role;

namespace DeductionGateway.Banks;

/// <summary>What a bank's call tells of money: a posting, unless a statement told of it before.</summary>
internal static class CallFacts
{
    /// <summary>What is to be said of the posting; its reference is the statement's where that came first.</summary>
    /// <param name="tx">Bound to the partner's cooperative.</param>
    /// <param name="posting">Its reference is the call's id of the fact.</param>
    /// <param name="words">The bank's other ids of it; those that are empty count for nothing.</param>
    /// <param name="vaNo">The number that was paid to; empty where none was.</param>
    public static async Task<BankPostingAck> Take(Tx tx, SnapCall call, BankPosting posting, IEnumerable<string> words, string vaNo)
    {
        var (store, partner, id) = (new EvidenceStore(tx), call.Partner, posting.BankRef);
        string[] ids = [id, .. words.Where(static word => word.Length > 0)];
        await store.Lock(partner);
        if (await store.OfCall(partner.Name, id) is { } known && known != id) return new BankPostingAck { State = PostingState.Known, Account = posting.Account, BankRef = known };
        var ack = await OnStatement(store, partner, posting, ids, vaNo) is { } row
            ? new BankPostingAck { State = PostingState.Stored, Account = posting.Account, BankRef = row }
            : (await PostingIntake.Take(tx, new Caller(partner.CooperativeId, "", partner.Actor, Role.BankSystem, null), [posting], 0, call.Arrived))[0];
        if (ack.State != PostingState.Refused) await store.AddCall(partner, ack.BankRef, id, ids, vaNo, SHA256.HashData(call.Body), call.Arrived);
        return ack;
    }

    private static async Task<string?> OnStatement(EvidenceStore store, Partner partner, BankPosting posting, string[] ids, string vaNo)
    {
        var minor = posting.Amount.AmountMinor;
        if (minor % 100 != 0) return null;
        var day = DateOnly.ParseExact(posting.ValueDate, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        var rows = await store.Lonely(partner, FactSource.Statement, FactSource.Call, day.AddDays(-OneFact.Days), day.AddDays(OneFact.Days));
        // The nearest of the rows, not the first of them: one call is asked about.
        var nearest = rows.OrderBy(row => Math.Abs(row.Day.DayNumber - day.DayNumber)).ToList();
        var place = Array.FindIndex(OneFact.Pairs(nearest, [new Told(posting.BankRef, day, minor / 100, "", ids, vaNo)]), static pair => pair is not null);
        return place < 0 ? null : nearest[place].BankRef;
    }
}
