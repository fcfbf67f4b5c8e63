using System.Text;
using DeductionGateway.Access;
using DeductionGateway.Contract.V1;
using DeductionGateway.Core.Basics;
using DeductionGateway.Data;
using DeductionGateway.Wire;
using Grpc.Core;

namespace DeductionGateway.Members;

/// <summary>The register of members as the wire shows it: personal numbers masked, and in clear for a reason that the audit keeps.</summary>
internal sealed class MembersService(Database database, TimeProvider time) : Contract.V1.Members.MembersBase, IDisposable
{
    /// <summary>Of one caller.</summary>
    private const int LooksPerMinute = 30;

    /// <summary>Finds of one caller within a day that found nobody. A masked id leaves some ten thousand possible ones, the days of birth: they take weeks, and each try stands in the audit.</summary>
    private const int MissesPerDay = 200;

    private static readonly TimeSpan MissesWithin = TimeSpan.FromDays(1);

    private const int ShortestReason = 10, LongestReason = 500;
    private const int MostFound = 100;

    private readonly LookLimits _limits = new(LooksPerMinute);

    public override async Task<ListMembersResponse> ListMembers(ListMembersRequest request, ServerCallContext context)
    {
        var filter = new MemberFilter(request.Employer, request.NamePrefix, request.MemberNoPrefix);
        var (list, size) = ($"members {filter}", PageToken.Size(request.Page));
        var after = PageToken.Key(request.Page, list, 1) ?? [0];
        var (rows, members) = await database.Ask(Caller.Of(context), async tx =>
        {
            var found = await new MemberStore(tx).List(filter, after[0], size + 1);
            return (found, found.Take(size).Select(row => Masked(row, tx.Seal)).ToList());
        }, context.CancellationToken);
        var answer = new ListMembersResponse { Page = new Page() };
        answer.Members.Add(members);
        if (rows.Count > size) answer.Page = PageToken.Next(list, rows[size - 1].MemberId);
        return answer;
    }

    public override Task<Member> GetMember(GetMemberRequest request, ServerCallContext context)
    {
        CheckNumber(request.MemberNo);
        return database.Ask(Caller.Of(context), async tx => Masked(await Find(tx, request.MemberNo), tx.Seal), context.CancellationToken);
    }

    public override Task<FindMembersResponse> FindMembers(FindMembersRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        var (id, typed) = (NationalId(request.NationalId), request.NationalId.Trim());
        _limits.Enter(caller);
        return Audited(caller, async tx =>
        {
            var store = new MemberStore(tx);
            if (await store.FindsOfNobody(caller.CooperativeId, caller.Actor, time.GetUtcNow() - MissesWithin) >= MissesPerDay) throw Faults.Exhausted("MISSES_TOO_MANY", $"{caller.Actor} has looked for {MissesPerDay} people within a day whom nobody knows here: wait until tomorrow.");
            var answer = new FindMembersResponse();
            answer.Members.Add((await store.WithNationalId(id, typed, MostFound)).Select(row => Masked(row, tx.Seal)));
            return (answer, "member.find", string.Join('|', answer.Members.Select(static member => member.MemberNo)), answer.Members.Count == 0 ? "nobody" : "found");
        }, context);
    }

    public override Task<RevealedMember> RevealMember(RevealMemberRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        CheckNumber(request.MemberNo);
        var reason = Reason(request.Reason);
        _limits.Enter(caller);
        return Audited(caller, async tx =>
        {
            var row = await Find(tx, request.MemberNo);
            var numbers = row.Numbers.Open(tx.Seal);
            var answer = new RevealedMember { MemberNo = row.MemberNo, NationalId = Encoding.UTF8.GetString(numbers.NationalId), AccountNo = Encoding.UTF8.GetString(numbers.AccountNo), EmployeeNo = row.EmployeeNo };
            return (answer, "member.reveal", row.MemberNo, reason);
        }, context);
    }

    public override Task<ListRegulatorHashesResponse> ListRegulatorHashes(ListRegulatorHashesRequest request, ServerCallContext context)
    {
        const string list = "regulator-hashes";
        var size = PageToken.Size(request.Page);
        var (afterKey, afterHash) = PageToken.KeyAndText(request.Page, list, 1) is { Text: var text } ? Pair(text) : ([], []);
        return Audited(Caller.Of(context), async tx =>
        {
            var rows = await new MemberStore(tx).Hashes(afterKey, afterHash, size + 1);
            var answer = new ListRegulatorHashesResponse { Page = new Page() };
            answer.Hashes.Add(rows.Take(size).Select(static row => new RegulatorHash { KeyId = Hex(row.KeyId), Hash = Hex(row.Hash), MemberCount = row.MemberCount }));
            if (rows.Count > size) answer.Page = PageToken.NextAfter(list, $"{Hex(rows[size - 1].KeyId)}.{Hex(rows[size - 1].Hash)}", 0);
            return (answer, "regulator-hashes.list", "", $"{answer.Hashes.Count} hashes");
        }, context);
    }

    public void Dispose() => _limits.Dispose();

    /// <summary>The answer and its line in the audit are one transaction: what is not written down is not given.</summary>
    private Task<T> Audited<T>(Caller caller, Func<Tx, Task<(T Answer, string Action, string Object, string Outcome)>> look, ServerCallContext context) => database.Write(caller.CooperativeId, async tx =>
    {
        var (answer, action, what, outcome) = await look(tx);
        await Audit.Write(tx, time.GetUtcNow(), caller.CooperativeId, caller.Actor, action, what, outcome);
        return answer;
    }, context.CancellationToken);

    private static async Task<MemberRow> Find(Tx tx, string memberNo) => await new MemberStore(tx).Find(memberNo) ?? throw Faults.NotFound("member", memberNo);

    private static void CheckNumber(string memberNo)
    {
        if (memberNo.Length == 0) throw Faults.Invalid("member_no", "member_no is missing.");
    }

    /// <summary>The sentence does not repeat what was typed: it may be a national id but for one digit.</summary>
    private static string NationalId(string typed)
    {
        var digits = string.Concat(typed.Where(static c => c is not (' ' or '.' or '-')));
        return digits.Length == PersonalNumbers.NationalIdDigits && digits.All(char.IsAsciiDigit) ? digits : throw Faults.Invalid("national_id", $"national_id has {PersonalNumbers.NationalIdDigits} digits.");
    }

    /// <summary>Who writes a national id into his reason does not write it into the audit.</summary>
    private static string Reason(string text)
    {
        var reason = text.Trim();
        return reason.Length is >= ShortestReason and <= LongestReason
            ? PersonalNumbers.MaskedIn(reason, PersonalNumbers.LeastAccountDigits) : throw Faults.Invalid("reason", $"reason has {ShortestReason} to {LongestReason} characters.");
    }

    private static (byte[] Key, byte[] Hash) Pair(string text)
    {
        try
        {
            return text.Split('.') is [var key, var hash] ? (Convert.FromHexString(key), Convert.FromHexString(hash)) : throw new FormatException();
        }
        catch (FormatException)
        {
            throw Faults.Invalid("page.token", "page.token is not one that this list gave.");
        }
    }

    private static Member Masked(MemberRow row, CooperativeSeal seal)
    {
        var numbers = row.Numbers.Open(seal);
        var id = Encoding.UTF8.GetString(numbers.NationalId);
        return new Member
        {
            MemberNo = row.MemberNo, Name = row.Name, Employer = row.Employer, EmployeeNo = PersonalNumbers.MaskedEmployeeNo(row.EmployeeNo, id), NationalId = PersonalNumbers.MaskedNationalId(id),
            AccountNo = PersonalNumbers.MaskedAccountNo(Encoding.UTF8.GetString(numbers.AccountNo)), FirstPeriod = WirePeriod.Of(row.FirstPeriod),
        };
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
