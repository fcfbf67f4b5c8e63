namespace DeductionGateway.Schedule;

/// <summary>A day on which banks do not work, and why.</summary>
internal sealed record Holiday(DateOnly Day, string Name);
