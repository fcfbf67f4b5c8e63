namespace DeductionGateway.Wire;

/// <summary>Enums of the wire are Core's in the same order, after 0 for unspecified. A test holds the names beside each other.</summary>
internal static class WireEnum
{
    public const int Offset = 1;
}
