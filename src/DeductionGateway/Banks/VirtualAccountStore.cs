using System.Text;
using DeductionGateway.Banks.Register;
using DeductionGateway.Data;

namespace DeductionGateway.Banks;

/// <summary>A number to pay to. Amounts in whole rupiah.</summary>
/// <param name="MemberNo">Null: it is the employer's own, for a whole file.</param>
/// <param name="Period">yyyymm; 0 = of the month in which it is paid.</param>
/// <param name="Kind">C closed: exactly the amount, once; O open: up to the amount each time, or any where it is 0; I partial: up to the amount in all.</param>
internal sealed record VirtualAccountRow(
    string Partner, string VaNo, string Name, string Employer, string? MemberNo, string? Code, int Period, string Kind, long Amount, DateTime Expires, string Actor, DateTime At, bool IsEnded, long Paid)
{
    public bool IsOver(DateTimeOffset now) => IsEnded || Expires.ToUniversalTime() <= now.UtcDateTime;

    /// <summary>What may still be paid in all; null where there is no end to it.</summary>
    public long? Rest => Kind == "O" ? null : Amount - Paid;

    /// <summary>What an inquiry shows as wanted: the rest, or the most that one payment may bring; 0 where any amount may come.</summary>
    public long Wanted => Rest ?? Amount;

    /// <summary>As the standard has it (virtualAccountTrxType): an open number with a bound is its own kind there.</summary>
    public string TrxType => Kind == "O" && Amount > 0 ? "X" : Kind;

    /// <summary>Whether one payment may bring so much, whole rupiah.</summary>
    public bool Takes(long rupiah) => Kind switch { "C" => rupiah == Amount, "I" => rupiah <= Rest, _ => Amount == 0 || rupiah <= Amount };
}

/// <summary>A bank as its cooperative's people see it.</summary>
/// <param name="Profile">JSON.</param>
internal sealed record BankRow(string Partner, string Account, string VaPrefix, bool IsDisabled, string Profile)
{
    /// <exception cref="ProfileException">The stored profile is none, by a later program.</exception>
    public VirtualAccountRules VirtualAccounts => PartnerProfile.Read(Encoding.UTF8.GetBytes(Profile)).VirtualAccounts;
}

/// <summary>Whom a number is of: the name that a payer is shown, and the employer.</summary>
internal sealed record OwnerRow(string Name, string Employer);

internal sealed record VaPaymentRow(string PaymentId, string VaNo, long Amount, DateTime PaidAt, string Account, string BankRef);

/// <summary>Virtual accounts and what was paid by them; row-level security bounds every statement to one cooperative.</summary>
internal sealed class VirtualAccountStore(Tx tx)
{
    /// <summary>Requests about one payment, and payments to one number, wait for each other: what may still be paid is counted by one at a time.</summary>
    public Task Lock(long cooperative, string partner, string what) => tx.ExecuteAsync(Sql.Lock, new { Name = $"{cooperative} {partner} {what}" });

    public Task<VirtualAccountRow?> Find(string partner, string vaNo) => tx.FindAsync<VirtualAccountRow>(Sql.Find, new { Partner = partner, VaNo = vaNo });

    /// <summary>By bank and number, after those given.</summary>
    public Task<List<VirtualAccountRow>> List(string partner, string memberNo, string employer, string afterPartner, string afterNo, int rows) => tx.QueryAsync<VirtualAccountRow>(
        Sql.List, new { Partner = partner, MemberNo = memberNo, Employer = employer, AfterPartner = afterPartner, AfterNo = afterNo, Rows = rows });

    /// <summary>False where the number was made before.</summary>
    public async Task<bool> Add(long cooperative, VirtualAccountRow va) => await tx.FindAsync<int>(Sql.Add, new
    {
        Cooperative = cooperative, va.Partner, va.VaNo, va.Name, va.Employer, va.MemberNo, va.Code, va.Period, va.Kind, va.Amount, va.Expires, va.Actor, va.At,
    }) == 1;

    /// <summary>False where it was ended before.</summary>
    public async Task<bool> End(long cooperative, string partner, string vaNo, string actor, DateTimeOffset at) =>
        await tx.FindAsync<int>(Sql.End, new { Cooperative = cooperative, Partner = partner, VaNo = vaNo, Actor = actor, At = at }) == 1;

    public Task<OwnerRow?> Member(string memberNo) => tx.FindAsync<OwnerRow>(Sql.Member, new { MemberNo = memberNo });

    public Task<OwnerRow?> Employer(string code) => tx.FindAsync<OwnerRow>(Sql.Employer, new { Code = code });

    public Task<List<BankRow>> Banks() => tx.QueryAsync<BankRow>(Sql.Banks);

    public Task<VaPaymentRow?> Payment(string partner, string paymentId) => tx.FindAsync<VaPaymentRow>(Sql.Payment, new { Partner = partner, PaymentId = paymentId });

    public Task AddPayment(long cooperative, string partner, VaPaymentRow payment) => tx.ExecuteAsync(Sql.AddPayment, new
    {
        Cooperative = cooperative, Partner = partner, payment.PaymentId, payment.VaNo, payment.Amount, payment.PaidAt, payment.Account, payment.BankRef,
    });

    private static class Sql
    {
        public const string Lock = "select pg_advisory_xact_lock(hashtextextended('virtual_account ' || @Name, 0));";

        private const string Columns = """
            select v.partner, v.va_no, v.name, v.employer, v.member_no, v.code, v.period, v.kind, v.amount, v.expires, v.actor, v.at,
              exists (select 1 from virtual_account_end e where e.cooperative_id = v.cooperative_id and e.partner = v.partner and e.va_no = v.va_no) as is_ended,
              (select coalesce(sum(p.amount), 0)::bigint from va_payment p where p.cooperative_id = v.cooperative_id and p.partner = v.partner and p.va_no = v.va_no) as paid
            from virtual_account v
            """;

        // One row by its key, and its payments by their index.
        public const string Find = $"{Columns} where v.partner = @Partner and v.va_no = @VaNo;";

        // A range of the primary key, until the page is full.
        public const string List = $"""
            {Columns}
            where (v.partner, v.va_no) > (@AfterPartner, @AfterNo) and (@Partner = '' or v.partner = @Partner) and (@MemberNo = '' or v.member_no = @MemberNo) and (@Employer = '' or v.employer = @Employer)
            order by v.partner, v.va_no
            limit @Rows;
            """;

        public const string Add = """
            insert into virtual_account (cooperative_id, partner, va_no, name, employer, member_no, code, period, kind, amount, expires, actor, at)
            values (@Cooperative, @Partner, @VaNo, @Name, @Employer, @MemberNo, @Code, @Period, @Kind, @Amount, @Expires, @Actor, @At)
            on conflict do nothing
            returning 1;
            """;

        public const string End = """
            insert into virtual_account_end (cooperative_id, partner, va_no, actor, at)
            values (@Cooperative, @Partner, @VaNo, @Actor, @At)
            on conflict do nothing
            returning 1;
            """;

        public const string Member = "select name, employer from member where member_no = @MemberNo;";
        public const string Employer = "select name, employer from employer where employer = @Code;";
        public const string Banks = "select partner, account, va_prefix, is_disabled, profile from bank_partner order by partner;";

        public const string Payment = "select payment_id, va_no, amount, paid_at, account, bank_ref from va_payment where partner = @Partner and payment_id = @PaymentId;";

        public const string AddPayment = """
            insert into va_payment (cooperative_id, partner, payment_id, va_no, amount, paid_at, account, bank_ref)
            values (@Cooperative, @Partner, @PaymentId, @VaNo, @Amount, @PaidAt, @Account, @BankRef);
            """;
    }
}
