using System.Globalization;

namespace DeductionGateway.Core.Snap;

/// <summary>How a service answered: the status of HTTP and the case within it; <c>Unauthorized (401/00)</c> and the like (DOMAIN §3.4).</summary>
/// <param name="Http">Three digits.</param>
/// <param name="Case">Two digits.</param>
public readonly record struct SnapAnswer(int Http, int Case)
{
    public static readonly SnapAnswer
        Successful = new(200, 0), InProgress = new(202, 0),
        BadRequest = new(400, 0), InvalidFormat = new(400, 1), MissingField = new(400, 2),
        Unauthorized = new(401, 0), InvalidToken = new(401, 1), TokenNotFound = new(401, 3),
        FeatureNotAllowed = new(403, 1), InsufficientFunds = new(403, 14), InactiveAccount = new(403, 18),
        InvalidStatus = new(404, 0), TransactionNotFound = new(404, 1), InvalidAccount = new(404, 11), InvalidBill = new(404, 12), InvalidAmount = new(404, 13), PaidBill = new(404, 14),
        PartnerNotFound = new(404, 16), Inconsistent = new(404, 18), BillExpired = new(404, 19),
        Conflict = new(409, 0), DuplicateReference = new(409, 1),
        TooManyRequests = new(429, 0), GeneralError = new(500, 0), InternalError = new(500, 1), Timeout = new(504, 0);

    /// <summary>Seven digits: status, service, case.</summary>
    public string CodeOf(SnapService service) => string.Create(CultureInfo.InvariantCulture, $"{Http:000}{(int)service:00}{Case:00}");

    /// <summary>As the standard words it; what is in brackets there the caller adds.</summary>
    public string Message => (Http, Case) switch
    {
        (200, 0) => "Successful",
        (202, 0) => "Request In Progress",
        (400, 0) => "Bad Request",
        (400, 1) => "Invalid Field Format",
        (400, 2) => "Invalid Mandatory Field",
        (401, 0) => "Unauthorized",
        (401, 1) => "Invalid Token (B2B)",
        (401, 3) => "Token Not Found (B2B)",
        (403, 1) => "Feature Not Allowed",
        (403, 14) => "Insufficient Funds",
        (403, 18) => "Inactive Card/Account/Customer",
        (404, 0) => "Invalid Transaction Status",
        (404, 1) => "Transaction Not Found",
        (404, 11) => "Invalid Card/Account/Customer/Virtual Account",
        (404, 12) => "Invalid Bill/Virtual Account",
        (404, 13) => "Invalid Amount",
        (404, 14) => "Paid Bill",
        (404, 16) => "Partner Not Found",
        (404, 18) => "Inconsistent Request",
        (404, 19) => "Invalid Bill/Virtual Account",
        (409, 0) => "Conflict",
        (409, 1) => "Duplicate partnerReferenceNo",
        (429, 0) => "Too Many Requests",
        (500, 1) => "Internal Server Error",
        (504, 0) => "Timeout",
        _ => "General Error",
    };

    /// <summary>Reads a response code. Samples of the standard have numbers, and one digit too many: of what follows the seventh digit nothing is taken. Null where it is none.</summary>
    public static (SnapAnswer Answer, int Service)? Parse(string code)
    {
        const int digits = 7;
        if (code.Length < digits || !int.TryParse(code.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return null;
        return (new SnapAnswer(number / 10_000, number % 100), number / 100 % 100);
    }
}
