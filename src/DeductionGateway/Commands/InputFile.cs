using DeductionGateway.Banks.Register;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Commands;

/// <summary>An input file that a command refuses, with every fault on a line of its own (exit code 3).</summary>
internal sealed class FileRefusedException(IReadOnlyList<FileFault> faults) : Exception(string.Join(Environment.NewLine, faults));

/// <summary>A file that a command is given.</summary>
internal static class InputFile
{
    /// <exception cref="UsageException">It cannot be read.</exception>
    public static byte[] Bytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path} cannot be read: {wrong.Message}");
        }
    }

    /// <summary>Reads a bank's file, a profile or a form.</summary>
    /// <exception cref="UsageException">It cannot be read.</exception>
    /// <exception cref="FileRefusedException">It is none.</exception>
    public static T OfABank<T>(string path, Func<byte[], T> read)
    {
        var bytes = Bytes(path);
        try
        {
            return read(bytes);
        }
        catch (ProfileException wrong)
        {
            throw Refused(path, wrong);
        }
    }

    /// <param name="path">Of the file, as it was named.</param>
    public static FileRefusedException Refused(string path, ProfileException wrong) => new([new FileFault(path, wrong.Line, 0, "BANK_FILE", wrong.Message)]);
}
