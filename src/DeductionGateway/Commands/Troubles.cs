using DeductionGateway.Core.Basics;
using DeductionGateway.Data;
using DeductionGateway.Sealing;

namespace DeductionGateway.Commands;

/// <summary>
/// Runs a command and answers for all that can go wrong around it: one sentence on standard error and an exit code (CONTRACT §2). A user
/// never sees a stack trace for what the world did: a full disk, a missing right, a database that went away.
/// </summary>
internal static class Troubles
{
    public static int Answer(string[] args, TextWriter output, TextWriter error, CancellationToken stop)
    {
        try
        {
            return Command.Run(args, output, error, stop);
        }
        catch (UsageException wrong)
        {
            error.WriteLine($"{wrong.Message} See --help.");
            return ExitCode.WrongUsage;
        }
        catch (Exception wrong) when (wrong is Sealing.MasterKeyException or Access.AccountException)
        {
            error.WriteLine(wrong.Message);
            return ExitCode.WrongUsage;
        }
        catch (FileRefusedException refused)
        {
            error.WriteLine(refused.Message);
            return ExitCode.FileRefused;
        }
        // What the database keeps of a bank, by a later program: files that a command is given are refused before.
        catch (Banks.Register.ProfileException wrong)
        {
            error.WriteLine($"The database keeps of a bank what this program cannot use: {wrong.Message}");
            return ExitCode.DatabaseTrouble;
        }
        catch (DatabaseTroubleException trouble)
        {
            error.WriteLine(trouble.Message);
            return ExitCode.DatabaseTrouble;
        }
        catch (Wire.PortTroubleException trouble)
        {
            error.WriteLine(trouble.Message);
            return ExitCode.DatabaseTrouble;
        }
        catch (Banks.Calls.BankTroubleException trouble)
        {
            error.WriteLine(trouble.Message);
            return ExitCode.DatabaseTrouble;
        }
        catch (InvariantException broken)
        {
            error.WriteLine($"A promise of this program did not hold, nothing was stored: {broken.Message}");
            return ExitCode.InvariantBroke;
        }
        catch (OverflowException)
        {
            error.WriteLine("The amounts add up to more than can be counted, nothing was stored; some of them are no money.");
            return ExitCode.InvariantBroke;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"A file could not be read or written: {trouble.Message}");
            return ExitCode.DatabaseTrouble;
        }
    }
}
