namespace DeductionGateway.Access;

/// <summary>Whom an account is of.</summary>
/// <param name="Cooperative">Code of the cooperative.</param>
/// <param name="Name">User name or client id.</param>
/// <param name="Employer">Code of the employer that it speaks for; null where it speaks for the cooperative.</param>
/// <param name="Generation">How often the person's secrets were changed; 0 for systems.</param>
internal sealed record Principal(long CooperativeId, string Cooperative, string Name, Role Role, string? Employer, int Generation = 0);
