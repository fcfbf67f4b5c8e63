namespace DeductionGateway.Banks.Register;

/// <summary>What was asked about a bank cannot be done: there is no such bank or cooperative, or it is disabled; the sentence says which.</summary>
internal sealed class PartnerException(string message) : Exception(message);
