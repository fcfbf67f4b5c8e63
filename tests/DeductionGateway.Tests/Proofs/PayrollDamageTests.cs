using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Inspection;
using DeductionGateway.Intake;
using DeductionGateway.Tests.Golden;
using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Proofs;

/// <summary>
/// Employers' files damaged at random: reading by the profile of the whole file ends with rows or with faults, never with an exception, never without end, and
/// within memory; so do, fewer times because they weigh every reading of a file, inspecting and learning.
/// </summary>
public sealed class PayrollDamageTests : IDisposable
{
    /// <summary>Bytes that one damaged file of some kilobytes may make us allocate in all; a held text that swells would be far beyond.</summary>
    private const long MostBytes = 512L << 20;

    /// <summary>A reader that has not ended by then goes round in circles: these files take milliseconds.</summary>
    private static readonly TimeSpan Endless = TimeSpan.FromMinutes(2);

    private static readonly int Rounds = ProofSize.Of(4, 400);
    private readonly Scratch _scratch = new();

    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(GoldenFolder.PathOf("layouts"), "payroll*", SearchOption.AllDirectories).Select(static path => Path.GetRelativePath(GoldenFolder.Root, path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_damaged_file_is_read_by_its_profile_or_refused(string file)
    {
        if (LearnedOnce(file) is not { } profile) return;
        var employer = new Employer("E1", "", BankMode.Lump, null, null);
        await Damage.Run(file, (name, bytes) =>
        {
            PayrollBytes.Read(profile, employer, new PayPeriod(2026, 2), DeductionCode.Standard, name, bytes, new FaultList());
            return null;
        });
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_damaged_file_is_learned_or_refused(string file)
    {
        var original = File.ReadAllBytes(GoldenFolder.PathOf(file));
        var profile = LearnedOnce(file);
        for (var seed = 0; seed < Rounds; seed++)
        {
            var damaged = new SeededMutator(seed).Mutate(original);
            var path = _scratch[Path.GetFileName(file)];
            File.WriteAllBytes(path, damaged);
            var work = Task.Run(() => Read(path, damaged, profile), TestContext.Current.CancellationToken);
            (await Task.WhenAny(work, Task.Delay(Endless, TestContext.Current.CancellationToken))).ShouldBe(work, $"{file}, seed {seed}: no end");
            var outcome = await work;
            outcome.Trouble.ShouldBeNull($"{file}, seed {seed}");
            outcome.Bytes.ShouldBeLessThan(MostBytes, $"{file}, seed {seed}");
        }
        ProofSize.Say($"{file}: {Rounds} damages");
    }

    /// <summary>Banks' files and employers' that a profile is learned of, each as often as it is damaged.</summary>
    [Fact]
    public void The_golden_files_are_damaged_two_hundred_thousand_times()
    {
        var employers = Files.Select(static row => row.Data).Where(static file => LearnedOnce(file) is not null).ToList();
        var cases = employers.Concat(BankDamageTests.Files.Select(static row => row.Data)).Sum(Damage.RoundsFor);
        ProofSize.Say($"{cases} damages in all, of them {employers.Sum(Damage.RoundsFor)} of employers' files");
        cases.ShouldBeGreaterThanOrEqualTo(200_000);
    }

    /// <summary>The mutator must damage, or the proof proves nothing; and the same seed in the same way.</summary>
    [Fact]
    public void It_damages_nearly_always_and_repeats_itself()
    {
        var original = File.ReadAllBytes(GoldenFolder.PathOf("layouts", "dinas-two-row-header", "payroll_dinas.xlsx"));
        Enumerable.Range(0, 50).Count(seed => new SeededMutator(seed).Mutate(original).AsSpan().SequenceEqual(original)).ShouldBeLessThan(3);
        new SeededMutator(7).Mutate(original).Length.ShouldBe(new SeededMutator(7).Mutate(original).Length);
    }

    public void Dispose() => _scratch.Dispose();

    private static (Exception? Trouble, long Bytes) Read(string path, byte[] damaged, PayrollProfile? profile)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            FileInspector.Read(path);
            new FileLearner(path, null, null).Learn(new Dictionary<string, string>());
            if (profile is not null) PayrollBytes.Read(profile, new Employer("E1", "", BankMode.Lump, null, null), new PayPeriod(2026, 2), DeductionCode.Standard, Path.GetFileName(path), damaged, new FaultList());
        }
        catch (Exception trouble)
        {
            return (trouble, 0);
        }
        return (null, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static PayrollProfile? LearnedOnce(string file)
    {
        var learned = new FileLearner(GoldenFolder.PathOf(file), null, "E1").Learn(new Dictionary<string, string>());
        return learned.Profile is null ? null : ProfilesJson.ReadOne("E1", ProfileFile.Json(learned.Profile));
    }
}
