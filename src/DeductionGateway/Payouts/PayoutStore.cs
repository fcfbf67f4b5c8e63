using DeductionGateway.Core.Intake;
using DeductionGateway.Data;

namespace DeductionGateway.Payouts;

/// <summary>How a payout stands; the numbers are those of the database and of the wire.</summary>
internal enum PayoutState : short
{
    Proposed = 1,
    Rejected = 2,
    Approved = 3,
    Sent = 4,
    Done = 5,
    Refused = 6,
    Booked = 7,
    Returned = 8,
    Withdrawn = 9,
}

/// <summary>To whom money is owed.</summary>
internal sealed record PaidMember(long MemberId, string Name);

/// <summary>A payout as it is proposed. Amount in whole rupiah; service 17 within the bank, 18 to another, whose three digits are <paramref name="BeneficiaryBank"/>.</summary>
internal sealed record NewPayout(
    long MemberId, long Amount, string Partner, short Service, string Reference, string BeneficiaryBank, string BeneficiaryName, int KeyNo, byte[] BeneficiaryAccount, string Reason);

/// <summary>A payout as it stands. Amount in whole rupiah; the account is sealed.</summary>
internal sealed record PayoutRow(
    long PayoutNo, long MemberId, string MemberNo, long Amount, string Partner, short Service, string Reference, string BeneficiaryBank, string BeneficiaryName, int KeyNo, byte[] BeneficiaryAccount,
    string Reason, string Proposer, DateTime At, string Checker, string VerdictReason, DateTime? DecidedAt, DateOnly? BookedOn, DateOnly? ReturnedOn, short StateNumber, long? OrderNo, string BankCode)
{
    public PayoutState State => (PayoutState)StateNumber;
}

/// <summary>What is said of a proposal, and ends it: a verdict of another person, or the withdrawal of who made it.</summary>
internal sealed record PayoutVerdict(bool IsApproved, bool IsWithdrawal, string Reason);

/// <summary>A person's word that a payout was not done, and by what he knows.</summary>
internal sealed record PayoutEndingRow(long PayoutNo, string Person, string Reason, DateTime At);

/// <summary>Payouts and their verdicts: only added to; row-level security bounds every statement to one cooperative, and the database itself holds two people and what is free.</summary>
internal sealed class PayoutStore(Tx tx)
{
    public Task<PaidMember?> Member(string memberNo) => tx.FindAsync<PaidMember>(Sql.Member, new { MemberNo = memberNo });

    public Task<long> Add(long cooperative, NewPayout payout, string proposer, DateTimeOffset at) => tx.FindAsync<long>(Sql.Add, new
    {
        Cooperative = cooperative, payout.MemberId, payout.Amount, payout.Partner, payout.Service, payout.Reference, payout.BeneficiaryBank, payout.BeneficiaryName, payout.KeyNo, payout.BeneficiaryAccount,
        payout.Reason, Proposer = proposer, At = at,
    });

    public Task AddVerdict(long cooperative, long payout, PayoutVerdict verdict, string checker, DateTimeOffset at) =>
        tx.ExecuteAsync(Sql.AddVerdict, new { Cooperative = cooperative, Payout = payout, verdict.IsApproved, verdict.IsWithdrawal, Checker = checker, verdict.Reason, At = at });

    /// <summary>A person's word that it was not done.</summary>
    public Task AddEnding(long cooperative, long payout, string person, string reason, DateTimeOffset at) =>
        tx.ExecuteAsync(Sql.AddEnding, new { Cooperative = cooperative, Payout = payout, Person = person, Reason = reason, At = at });

    /// <summary>Two people say that it was not done, who may still say so.</summary>
    public Task<bool> IsAgreedToEnd(long cooperative, long payout) => tx.FindAsync<bool>(Sql.IsAgreedToEnd, new { Cooperative = cooperative, Payout = payout });

    /// <summary>What was said of these, the first word first.</summary>
    public Task<List<PayoutEndingRow>> Endings(params long[] payouts) => tx.QueryAsync<PayoutEndingRow>(Sql.Endings, new { Payouts = payouts });

    public Task<PayoutRow?> Find(long payout) => tx.FindAsync<PayoutRow>(Sql.Find, new { Payout = payout });

    /// <summary>Whoever decides about payouts of a cooperative does so alone.</summary>
    public Task Hold(long cooperative) => tx.ExecuteAsync(Sql.Hold, new { Cooperative = cooperative });

    /// <summary>The newest first, before a number.</summary>
    /// <param name="memberNo">Empty is all.</param>
    /// <param name="state">0 is all.</param>
    public Task<List<PayoutRow>> List(string memberNo, int state, long before, int rows) => tx.QueryAsync<PayoutRow>(Sql.List, new { MemberNo = memberNo, State = state, Before = before, Rows = rows });

    /// <summary>What was approved since, whenever it was proposed.</summary>
    public Task<List<ApprovedPayout>> Approved(DateTimeOffset since) => tx.QueryAsync<ApprovedPayout>(Sql.Approved, new { Since = since });

    /// <summary>The same for a run, which has a thread of its own.</summary>
    public List<ApprovedPayout> ApprovedForRun(DateTimeOffset since) => tx.Query<ApprovedPayout>(Sql.Approved, new { Since = since });

    private static class Sql
    {
        // Members of the cooperative are read once: no index leads from the number.
        public const string Member = "select member_id, name from member where member_no = @MemberNo;";

        public const string Add = """
            insert into payout (cooperative_id, member_id, amount, partner, service, reference, beneficiary_bank, beneficiary_name, key_no, beneficiary_account, reason, proposer, at)
            values (@Cooperative, @MemberId, @Amount, @Partner, @Service, @Reference, @BeneficiaryBank, @BeneficiaryName, @KeyNo, @BeneficiaryAccount, @Reason, @Proposer, @At)
            returning payout_no;
            """;

        public const string AddVerdict = """
            insert into payout_verdict (cooperative_id, payout_no, is_approved, is_withdrawal, checker, reason, at)
            values (@Cooperative, @Payout, @IsApproved, @IsWithdrawal, @Checker, @Reason, @At);
            """;

        public const string AddEnding = """
            insert into payout_ending (cooperative_id, payout_no, person, reason, at)
            values (@Cooperative, @Payout, @Person, @Reason, @At);
            """;

        public const string IsAgreedToEnd = "select payout_words(@Cooperative, @Payout) > 1;";

        public const string Endings = "select payout_no, person, reason, at from payout_ending where payout_no = any(@Payouts) order by at, person;";

        public const string Hold = "select hold_payouts(@Cooperative);";

        // Some each working day, by the primary key from the newest.
        private const string Columns = """
            select
              p.payout_no, p.member_id, m.member_no, p.amount, p.partner, p.service, p.reference, p.beneficiary_bank, p.beneficiary_name, p.key_no, p.beneficiary_account,
              p.reason, p.proposer, p.at, coalesce(p.checker, '') as checker, coalesce(p.verdict_reason, '') as verdict_reason, p.decided_at, p.booked_on, p.returned_on, p.state as state_number, p.order_no,
              coalesce((
                select s.code from bank_order_step s where s.cooperative_id = p.cooperative_id and s.order_no = p.order_no and s.code <> '' order by s.step_no desc limit 1), '') as bank_code
            from payout_now p
            join member m on m.cooperative_id = p.cooperative_id and m.member_id = p.member_id
            """;

        public const string Find = $"{Columns} where p.payout_no = @Payout;";

        public const string List = $"""
            {Columns}
            where p.payout_no < @Before and (@MemberNo = '' or m.member_no = @MemberNo) and (@State = 0 or p.state = @State)
            order by p.payout_no desc
            limit @Rows;
            """;

        public const string Approved = """
            select p.reference, m.member_no, p.amount
            from payout p
            join payout_verdict v on v.cooperative_id = p.cooperative_id and v.payout_no = p.payout_no and v.is_approved
            join member m on m.cooperative_id = p.cooperative_id and m.member_id = p.member_id
            where v.at >= @Since
            order by p.payout_no;
            """;
    }
}
