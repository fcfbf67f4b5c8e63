namespace DeductionGateway.Core.Ledger;

/// <summary>The accounts that settlement posts to (DOMAIN §2.4). Member accounts carry a member and a product (deduction code).</summary>
public static class ChartOfAccounts
{
    public static readonly Account Bank = new(11020);
    public static readonly Account EmployerReceivable = new(11030);
    public static readonly Account UnexplainedDebit = new(11050);
    public static readonly Account LoanPrincipal = new(11100);
    public static readonly Account ShopReceivable = new(11130);
    public static readonly Account SubrogationReceivable = new(11140);
    public static readonly Account VoluntarySavings = new(21010);
    public static readonly Account MemberDeposit = new(21030);
    public static readonly Account Unidentified = new(21040);
    public static readonly Account EmployerDeposit = new(21045);
    public static readonly Account RefundPayable = new(21050);
    public static readonly Account Passthrough = new(21060);
    public static readonly Account MandatorySavings = new(31020);
    public static readonly Account OpeningBalance = new(31090);
    public static readonly Account InterestIncome = new(41010);
    public static readonly Account PenaltyIncome = new(41020);
    public static readonly Account BankFees = new(51010);
    public static readonly Account RoundingDifference = new(51090);

    public static IReadOnlyDictionary<Account, string> Names { get; } = new Dictionary<Account, string>
    {
        [Bank] = "Bank",
        [EmployerReceivable] = "Piutang potongan gaji",
        [UnexplainedDebit] = "Debet bank belum dijelaskan",
        [LoanPrincipal] = "Piutang pinjaman anggota",
        [ShopReceivable] = "Piutang toko",
        [SubrogationReceivable] = "Piutang subrogasi",
        [VoluntarySavings] = "Simpanan sukarela",
        [MemberDeposit] = "Titipan anggota",
        [Unidentified] = "Titipan belum teridentifikasi",
        [EmployerDeposit] = "Titipan setoran pemberi kerja",
        [RefundPayable] = "Utang pengembalian potongan",
        [Passthrough] = "Titipan pihak ketiga",
        [MandatorySavings] = "Simpanan wajib",
        [OpeningBalance] = "Saldo awal",
        [InterestIncome] = "Pendapatan jasa",
        [PenaltyIncome] = "Pendapatan denda",
        [BankFees] = "Beban administrasi bank",
        [RoundingDifference] = "Selisih pembulatan",
    };

    /// <summary>Accounts kept per member, with a running total each; all others are shared and only ever summed.</summary>
    public static bool IsMemberAccount(Account account) =>
        account == LoanPrincipal || account == ShopReceivable || account == SubrogationReceivable || account == VoluntarySavings || account == MandatorySavings || account == MemberDeposit;
}
