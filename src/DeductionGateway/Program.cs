using System.Runtime.InteropServices;
using DeductionGateway.Commands;
using DeductionGateway.Core.Basics;
using DeductionGateway.Data;

using var stop = new CancellationTokenSource();
void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
try
{
    return Command.Run(args, Console.Out, Console.Error, stop.Token);
}
catch (UsageException wrong)
{
    Console.Error.WriteLine($"{wrong.Message} See --help.");
    return ExitCode.WrongUsage;
}
catch (DatabaseTroubleException trouble)
{
    Console.Error.WriteLine(trouble.Message);
    return ExitCode.DatabaseTrouble;
}
catch (InvariantException broken)
{
    Console.Error.WriteLine($"A promise of this program did not hold, nothing was stored: {broken.Message}");
    return ExitCode.InvariantBroke;
}
catch (OperationCanceledException)
{
    return ExitCode.Interrupted;
}
