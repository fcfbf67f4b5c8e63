using DeductionGateway.Tests.Golden;

namespace DeductionGateway.Tests.Proofs;

/// <summary>Reads one golden file again and again, each time damaged by another seed, and watches exceptions, memory and the end.</summary>
internal static class Damage
{
    /// <summary>Bytes that one damaged file of some kilobytes may make us allocate in all; a held text that swells would be far beyond.</summary>
    private const long MostBytes = 512L << 20;

    /// <summary>A reader that has not ended by then goes round in circles: one damaged file takes milliseconds.</summary>
    private static readonly TimeSpan Endless = TimeSpan.FromMinutes(4);

    /// <summary>A workbook is unpacked and packed again each time, which costs ten times as much as a text.</summary>
    public static int RoundsFor(string file) => Path.GetExtension(file) == ".xlsx" ? ProofSize.Of(250, 5_000) : ProofSize.Of(2_500, 25_000);

    /// <param name="file">Below the golden folders.</param>
    /// <param name="read">File name and bytes; says what is wrong, or null.</param>
    public static async Task Run(string file, Func<string, byte[], string?> read)
    {
        var original = await File.ReadAllBytesAsync(GoldenFolder.PathOf(file), TestContext.Current.CancellationToken);
        var name = Path.GetFileName(file);
        var rounds = RoundsFor(file);
        var seed = 0;
        var work = Task.Run(() => { for (; seed < rounds; seed++) Once(file, seed, original, bytes => read(name, bytes)); }, TestContext.Current.CancellationToken);
        (await Task.WhenAny(work, Task.Delay(Endless * (ProofSize.IsFull ? 10 : 1), TestContext.Current.CancellationToken))).ShouldBe(work, $"{file}, seed {seed}: no end");
        await work;
        ProofSize.Say($"{file}: {rounds} damages");
    }

    private static void Once(string file, int seed, byte[] original, Func<byte[], string?> read)
    {
        var damaged = new SeededMutator(seed).Mutate(original);
        var before = GC.GetAllocatedBytesForCurrentThread();
        string? wrong;
        try
        {
            wrong = read(damaged);
        }
        catch (Exception trouble)
        {
            wrong = trouble.ToString();
        }
        wrong.ShouldBeNull($"{file}, seed {seed}");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(MostBytes, $"{file}, seed {seed}");
    }
}
