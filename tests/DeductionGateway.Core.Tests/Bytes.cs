using System.Text;

namespace DeductionGateway.Core.Tests;

/// <summary>Texts as the bytes of a file, and faults as short lines.</summary>
internal static class Bytes
{
    public static byte[] Of(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>"line CODE" of every fault, in the order of the file.</summary>
    public static string[] Brief(this Core.Intake.FaultList faults) => [.. faults.Sorted().Select(static fault => $"{fault.Line} {fault.Code}")];

    /// <summary>"file:line:column CODE" of every fault.</summary>
    public static string[] Places(this Core.Intake.FaultList faults) => [.. faults.Sorted().Select(static fault => $"{fault.File}:{fault.Line}:{fault.Column} {fault.Code}")];
}
