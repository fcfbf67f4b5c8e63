using DeductionGateway.Core.Basics;

namespace DeductionGateway.Core.Members;

/// <summary>
/// A member of the cooperative as <c>members.csv</c> names him (CONTRACT §1). Texts are the file's own bytes.
/// <paramref name="Ordinal"/> is the place in the folder's member list; amounts are opening balances in whole rupiah.
/// </summary>
public sealed record Member(
    int Ordinal, Utf8Text MemberNo, Utf8Text Name, Utf8Text NationalId, string Employer, Utf8Text EmployeeNo, Utf8Text AccountNo,
    OpeningBalances Opening);

/// <summary>What the member owed and had saved when first seen, whole rupiah: cash loan, goods loan, wajib, sukarela, shop credit.</summary>
public readonly record struct OpeningBalances(long LoanPu, long LoanPb, long SavingSw, long SavingSs, long ShopTk);
