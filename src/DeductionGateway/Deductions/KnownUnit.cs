using System.Diagnostics;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Matching;
using DeductionGateway.Core.Members;
using DeductionGateway.Data;
using DeductionGateway.Intake;
using DeductionGateway.Periods;
using DeductionGateway.Reconciliation;
using DeductionGateway.Wire;
using Grpc.Core;

namespace DeductionGateway.Deductions;

/// <summary>What is known of an employer before its answer comes: members and billing, as the draft or the last run has them (decision 0026).</summary>
/// <param name="Facts">Without its billing; the return is the one to come.</param>
/// <param name="Billed">What of the billing lines are compared with.</param>
internal sealed record KnownUnit(UnitFacts Facts, BilledSums Billed)
{
    /// <summary>Rows of an employer from which on a collection, some tens of milliseconds, is worth what it gives back.</summary>
    private const int ManyRows = 100_000;

    private static readonly TimeSpan GiveBackEvery = TimeSpan.FromSeconds(2L);
    private static long _gaveBack;

    /// <summary>Both files are read piece by piece, and only what lines are compared with is kept.</summary>
    /// <exception cref="RpcException">NOT_FOUND: no such employer; FAILED_PRECONDITION: the cooperative has not sent a file yet, or none that can be read.</exception>
    public static async Task<KnownUnit> Of(Tx tx, PayPeriod period, string employer)
    {
        RpcException Missing(string name) => Faults.NotNow("BILLING_MISSING", $"{name} of {period} is not there yet; the cooperative sends it first.");
        async Task Read(string name, TablePieces table)
        {
            var sha256 = await Drafts.Sha256(tx, period, name) ?? throw Missing(name);
            for (var number = 0; await KeptFiles.Piece(tx, sha256, number) is { } piece; number++) table.Add(piece);
            table.End();
            if (!table.IsReadable) throw Faults.NotNow("BILLING_UNREADABLE", $"{name} of {period} was taken before what it refers to and is no such table; the cooperative sends it again.");
        }
        var none = new FaultList();
        var profiles = await EmployerAnswers.Profiles(tx, period) ?? throw Faults.NotNow("PROFILES_MISSING", $"The draft of {period} has no profiles.json yet; the cooperative sends it first.");
        var employers = FolderTables.ReadEmployers(FileNames.Employers, await Drafts.Bytes(tx, period, FileNames.Employers) ?? throw Missing(FileNames.Employers), none);
        if (employers.FirstOrDefault(one => one.Code == employer) is not { } own) throw Faults.NotFound("employer", employer);
        var (members, ids) = (new PackedMembers(employer), new TextSet());
        await Read(FileNames.Members, MembersFile.InPieces(FileNames.Members, employers, member =>
        {
            if (!member.NationalId.IsEmpty) ids.Add(member.NationalId);
            if (member.Employer == employer) members.Add(member);
        }));
        var codes = FolderTables.ReadCodes(FileNames.Codes, await Drafts.Bytes(tx, period, FileNames.Codes), none);
        var profile = StreamedReturn.Profile(employer, profiles.GetValueOrDefault(employer), codes);
        var billed = new BilledSums(profile.Shape == PayrollShape.Total);
        await Read(FileNames.Billing, BillingFile.InPieces(FileNames.Billing, members, codes, employer, billed.Add));
        var toCome = new PayrollReturn(employer, period, profile.File, profile, HasNationalIds: true, []);
        GiveBack(members.Count);
        return new KnownUnit(new UnitFacts(own, period, members, [], toCome, ids.Contains, static (_, _) => false), billed);
    }

    /// <summary>The pieces of a large employer's files, or what was known of it, take memory that is needed next. It halts everybody for a moment: not for each who comes.</summary>
    public static void GiveBack(int rows)
    {
        if (rows < ManyRows || Stopwatch.GetElapsedTime(Interlocked.Read(ref _gaveBack)) < GiveBackEvery) return;
        Interlocked.Exchange(ref _gaveBack, Stopwatch.GetTimestamp());
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, true, true);
    }
}
