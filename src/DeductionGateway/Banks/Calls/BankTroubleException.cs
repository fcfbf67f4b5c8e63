namespace DeductionGateway.Banks.Calls;

/// <summary>A bank that a command asks cannot be reached, or gives no answer; the sentence says which.</summary>
internal sealed class BankTroubleException(string message) : Exception(message);
