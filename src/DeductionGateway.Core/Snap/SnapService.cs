namespace DeductionGateway.Core.Snap;

/// <summary>Services by their code, which stands in the middle of every response code (DOMAIN §3.3).</summary>
public enum SnapService
{
    BalanceInquiry = 11,
    BankStatement = 14,
    TransferIntrabank = 17,
    TransferInterbank = 18,
    VaInquiry = 24,
    VaPayment = 25,
    VaStatus = 26,
    VaCreate = 27,
    VaUpdate = 28,
    VaUpdateStatus = 29,
    VaInquiryOwn = 30,
    VaDelete = 31,
    VaNotify = 34,
    TransferStatus = 36,
    DebitStatus = 55,
    DebitNotify = 56,
    Token = 73,
}

/// <summary>Where a service is found and what it does to money.</summary>
public static class SnapServices
{
    /// <summary>The path after the version.</summary>
    public static string Path(this SnapService service) => service switch
    {
        SnapService.BalanceInquiry => "balance-inquiry",
        SnapService.BankStatement => "bank-statement",
        SnapService.TransferIntrabank => "transfer-intrabank",
        SnapService.TransferInterbank => "transfer-interbank",
        SnapService.VaInquiry => "transfer-va/inquiry",
        SnapService.VaPayment => "transfer-va/payment",
        SnapService.VaStatus => "transfer-va/status",
        SnapService.VaCreate => "transfer-va/create-va",
        SnapService.VaUpdate => "transfer-va/update-va",
        SnapService.VaUpdateStatus => "transfer-va/update-status",
        SnapService.VaInquiryOwn => "transfer-va/inquiry-va",
        SnapService.VaDelete => "transfer-va/delete-va",
        SnapService.VaNotify => "transfer-va/notify-payment-intrabank",
        SnapService.TransferStatus => "transfer/status",
        SnapService.DebitStatus => "debit/status",
        SnapService.DebitNotify => "debit/notify",
        SnapService.Token => "access-token/b2b",
        _ => throw new ArgumentOutOfRangeException(nameof(service), service, "is no service of ours"),
    };

    /// <summary>The method of HTTP.</summary>
    public static string Method(this SnapService service) => service switch
    {
        SnapService.VaUpdate or SnapService.VaUpdateStatus => "PUT",
        SnapService.VaDelete => "DELETE",
        _ => "POST",
    };

    /// <summary>It moves money: without an answer nobody knows whether it did, and it is never sent again under another reference.</summary>
    public static bool MovesMoney(this SnapService service) => service is SnapService.TransferIntrabank or SnapService.TransferInterbank;

    /// <summary>Asking twice changes nothing.</summary>
    public static bool OnlyAsks(this SnapService service) => service is SnapService.BalanceInquiry or SnapService.BankStatement or SnapService.VaInquiry or SnapService.VaStatus or SnapService.VaInquiryOwn
        or SnapService.TransferStatus or SnapService.DebitStatus or SnapService.Token;
}
