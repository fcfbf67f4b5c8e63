using DeductionGateway.Banks;
using DeductionGateway.Banks.Calls;
using DeductionGateway.Banks.Register;
using DeductionGateway.Core.Snap;

namespace DeductionGateway.Tests.Banks;

/// <summary>When calls to a silent bank end, stop and go on again, by the times of the built-in profiles; a clock is set forward for them.</summary>
public sealed class BreakerTests(BankClients clients) : IClassFixture<BankClients>
{
    private readonly TimedClock _clock = new();
    private BankCalls _calls = null!;
    private TestBank _bank = null!;
    private Partner _partner = null!;

    /// <summary>Calls that the bank may have seen by now.</summary>
    private int _wanted;

    public static TheoryData<string> BuiltIn => [.. PartnerProfile.BuiltIn];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A call has its three tries, four of five that nobody answered stop all calls (the token was answered), and half a minute later one call tries whether the bank is there again.</summary>
    [Theory]
    [MemberData(nameof(BuiltIn))]
    public async Task The_times_of_a_built_in_profile_end_a_silence_and_stop_calls(string profile)
    {
        using var calls = _calls = clients.CallsBy(_clock);
        var bank = _bank = await clients.NewBank();
        using var partner = _partner = await clients.NewPartner(bank, profile);
        var timeout = TimeSpan.FromSeconds(partner.Profile.Calls.TimeoutSeconds);
        bank.Trouble = (path, _, http) => path == "access-token/b2b" ? Task.FromResult(false) : bank.Silence(http);

        var first = Ask();
        for (var number = 1; number <= 3; number++)
        {
            await Arrived(number);
            State.ShouldBe(CallState.Closed);
            _clock.Move(timeout);
        }
        (await End(first)).Outcome.ShouldBe(SnapOutcome.Unknown);

        var second = Ask();
        await Arrived(4);
        _clock.Move(timeout);
        (await End(second)).IsSent.ShouldBeFalse("its second try was not made");
        State.ShouldBe(CallState.Open);
        (await End(Ask())).IsSent.ShouldBeFalse();

        _clock.Move(calls.Pipelines.StateOf(partner.CooperativeId, partner.Name).ResumesAt!.Value - _clock.GetUtcNow());
        var trial = Ask();
        await Arrived(5);
        State.ShouldBe(CallState.HalfOpen);
        (await End(Ask())).IsSent.ShouldBeFalse("one call tries, and the others do not wait for it");
        _clock.Move(timeout);
        (await End(trial)).Outcome.ShouldNotBe(SnapOutcome.Done);
        State.ShouldBe(CallState.Open);

        bank.Trouble = static (_, _, _) => Task.FromResult(false);
        _clock.Move(TimeSpan.FromSeconds(30));
        _wanted = 6;
        (await End(Ask())).Outcome.ShouldBe(SnapOutcome.Done);
        State.ShouldBe(CallState.Closed);
        Asked.ShouldBe(6);
    }

    private CallState State => _calls.Pipelines.StateOf(_partner.CooperativeId, _partner.Name).State;

    private int Asked => _bank.Calls.Count(static call => call.Path == "balance-inquiry");

    private Task<BankAnswer> Ask() => _calls.Client.Call(_partner, SnapService.BalanceInquiry, SnapBodies.Balance(_partner, "1"), Stop);

    private Task Arrived(int number)
    {
        _wanted = number;
        return Until(() => Asked == number);
    }

    private async Task<BankAnswer> End(Task<BankAnswer> call)
    {
        await Until(() => call.IsCompleted);
        return await call;
    }

    /// <summary>The pause before the next try is spread by chance, and shorter than any timeout.</summary>
    private async Task Until(Func<bool> holds)
    {
        while (!holds())
        {
            _clock.MoveToNext(within: TimeSpan.FromSeconds(4.5));
            await Task.Delay(5, Stop);
            Asked.ShouldBeLessThanOrEqualTo(_wanted);
        }
    }
}
