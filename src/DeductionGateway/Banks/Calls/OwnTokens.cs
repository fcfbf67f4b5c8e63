using System.Collections.Concurrent;
using System.Globalization;
using DeductionGateway.Banks.Register;
using DeductionGateway.Core.Snap;

namespace DeductionGateway.Banks.Calls;

/// <summary>A token that a bank gave us, and when it is to be renewed and ends.</summary>
internal sealed record OwnToken(string Value, DateTimeOffset RenewAt, DateTimeOffset Ends)
{
    private const int LongestToken = 2_048, StandardLifeSeconds = 900, LongestLifeSeconds = 86_400;

    /// <summary>Of service 73; null where there is none in the answer. Renewed at four fifths of its life, so that no call meets its end.</summary>
    /// <param name="asked">When it was asked for.</param>
    public static OwnToken? Read(BankAnswer answer, DateTimeOffset asked)
    {
        if (answer.Outcome != SnapOutcome.Done) return null;
        try
        {
            using var fields = SnapFields.Of(answer.Body);
            var token = fields.Needed(LongestToken, "accessToken");
            var life = int.TryParse(fields.Text(16, "expiresIn"), NumberStyles.None, CultureInfo.InvariantCulture, out var said) && said is > 0 and <= LongestLifeSeconds ? said : StandardLifeSeconds;
            return new OwnToken(token, asked + new TimeSpan(0, 0, life * 4 / 5), asked + new TimeSpan(0, 0, life));
        }
        catch (SnapFault)
        {
            return null;
        }
    }
}

/// <summary>The tokens by which we come to banks, one of each: fetched by one caller while the others wait, and renewed by one while the others go on with the old.</summary>
internal sealed class OwnTokens(TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<(long Cooperative, string Partner), Place> _places = new();

    /// <param name="fetch">Gets one; null where the bank gives none now.</param>
    /// <returns>Null where there is none.</returns>
    public async Task<string?> Of(Partner partner, Func<Task<OwnToken?>> fetch, CancellationToken stop)
    {
        var place = _places.GetOrAdd((partner.CooperativeId, partner.Name), static _ => new Place());
        if (place.Token is { } fresh && time.GetUtcNow() < fresh.RenewAt) return fresh.Value;
        if (!await place.Turn.WaitAsync(0, stop))
        {
            // Somebody renews it; the old one is good until it ends.
            if (place.Token is { } old && time.GetUtcNow() < old.Ends) return old.Value;
            await place.Turn.WaitAsync(stop);
        }
        try
        {
            var (known, now) = (place.Token, time.GetUtcNow());
            if (known is not null && now < known.RenewAt) return known.Value;
            if (await fetch() is { } got) return (place.Token = got).Value;
            return known is not null && now < known.Ends ? known.Value : null;
        }
        finally
        {
            place.Turn.Release();
        }
    }

    /// <summary>The bank does not know this one any more; a newer one stays.</summary>
    public void Forget(Partner partner, string token)
    {
        if (_places.TryGetValue((partner.CooperativeId, partner.Name), out var place) && place.Token?.Value == token) place.Token = null;
    }

    public void Dispose()
    {
        foreach (var place in _places.Values) place.Turn.Dispose();
    }

    private sealed class Place
    {
        public SemaphoreSlim Turn { get; } = new(1);
        public volatile OwnToken? Token;
    }
}
