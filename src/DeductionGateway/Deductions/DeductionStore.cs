using DeductionGateway.Core.Basics;
using DeductionGateway.Data;

namespace DeductionGateway.Deductions;

/// <summary>A list that an employer took over: the files that it was made from, by SHA-256.</summary>
internal sealed record Acknowledged(int Period, byte[] EmployersSha256, byte[] MembersSha256, byte[] BillingSha256, byte[]? CodesSha256, bool IsTotal);

/// <summary>Which lists employers took over; row-level security bounds every statement to one cooperative.</summary>
internal sealed class DeductionStore(Tx tx)
{
    public Task<Acknowledged?> Last(string employer) => tx.FindAsync<Acknowledged>(Sql.Last, new { Employer = employer });

    public Task Add(long cooperative, PayPeriod period, string employer, byte[] list, Acknowledged from, string actor, DateTimeOffset at) => tx.ExecuteAsync(Sql.Add, new
    {
        Cooperative = cooperative, Employer = employer, Period = period.Number, List = list, from.EmployersSha256, from.MembersSha256, from.BillingSha256, from.CodesSha256, from.IsTotal, Actor = actor, At = at,
    });

    private static class Sql
    {
        // Some a year for each employer.
        public const string Last = """
            select period, employers_sha256, members_sha256, billing_sha256, codes_sha256, is_total
            from deduction_ack
            where employer = @Employer
            order by ack_no desc
            limit 1;
            """;

        public const string Add = """
            insert into deduction_ack (cooperative_id, employer, period, list_sha256, employers_sha256, members_sha256, billing_sha256, codes_sha256, is_total, actor, at)
            values (@Cooperative, @Employer, @Period, @List, @EmployersSha256, @MembersSha256, @BillingSha256, @CodesSha256, @IsTotal, @Actor, @At);
            """;
    }
}
