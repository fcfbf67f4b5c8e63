namespace DeductionGateway.Commands;

/// <summary>Exit codes (CONTRACT §2).</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int WrongUsage = 2;
    public const int FileRefused = 3;
    public const int DatabaseTrouble = 4;
    public const int InvariantBroke = 5;
    public const int Interrupted = 130;
}
