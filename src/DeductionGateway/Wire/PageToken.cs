using System.Globalization;
using System.Text;
using DeductionGateway.Contract.V1;

namespace DeductionGateway.Wire;

/// <summary>Where a list goes on: the key of the last row given, bound to the list and its filter. It is no secret, and what it names is looked up under the caller's own rights.</summary>
internal static class PageToken
{
    public const int StandardSize = 100, LargestSize = 1000;

    /// <exception cref="Grpc.Core.RpcException">The size is out of bounds.</exception>
    public static int Size(PageRequest? page) => page?.Size switch
    {
        null or 0 => StandardSize,
        > 0 and <= LargestSize and var size => size,
        var size => throw Faults.Invalid("page.size", $"page.size is {size}; 1 to {LargestSize} is wanted."),
    };

    public static Page Next(string list, params long[] key) => new() { NextToken = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{string.Join(',', key)}|{list}")).TrimEnd('=').Replace('+', '-').Replace('/', '_') };

    /// <summary>Of a list whose key ends in a text.</summary>
    public static Page NextAfter(string list, string text, params long[] key) => Next($"{list}\n{text}", key);

    /// <summary>As <see cref="Key"/>, of a list whose key ends in a text.</summary>
    public static (long[] Numbers, string Text)? KeyAndText(PageRequest? page, string list, int parts)
    {
        if (page is null || page.Token.Length == 0) return null;
        return Read(page.Token) is var (numbers, of) && numbers.Length == parts && of.StartsWith(list + "\n", StringComparison.Ordinal) ? (numbers, of[(list.Length + 1)..]) : throw Foreign();
    }

    /// <summary>The key in a token; null on the first page.</summary>
    /// <param name="list">Name of the list with its filter.</param>
    /// <param name="parts">Numbers that its key has.</param>
    /// <exception cref="Grpc.Core.RpcException">The token is not one of this list and filter.</exception>
    public static long[]? Key(PageRequest? page, string list, int parts)
    {
        if (page is null || page.Token.Length == 0) return null;
        return Read(page.Token) is var (numbers, of) && numbers.Length == parts && of == list ? numbers : throw Foreign();
    }

    /// <summary>The numbers in a token and the list it is of; null where it is none of ours.</summary>
    private static (long[] Numbers, string List)? Read(string token)
    {
        var bytes = new byte[token.Length];
        var base64 = token.Replace('-', '+').Replace('_', '/').PadRight((token.Length + 3) / 4 * 4, '=');
        if (!Convert.TryFromBase64String(base64, bytes, out var length) || Encoding.UTF8.GetString(bytes, 0, length).Split('|', 2) is not [var numbers, var of]) return null;
        var key = numbers.Split(',').Select(static text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : (long?)null).ToList();
        return key.TrueForAll(static number => number is not null) ? ([.. key.OfType<long>()], of) : null;
    }

    private static Grpc.Core.RpcException Foreign() => Faults.Invalid("page.token", "page.token is not one that this list gave for this filter.");
}
