using System.Text.Json;
using System.Text.Json.Serialization;

namespace DeductionGateway.Banks.Register;

/// <summary>What of a bank is data: JSON that is built in or that people write, read strictly, with a sentence about what is wrong. Comments are passed over.</summary>
internal static class BankJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, MaxDepth = 16, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
        ReadCommentHandling = JsonCommentHandling.Skip, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    /// <summary>The bytes that are built in under a name; null where there are none.</summary>
    public static byte[]? BuiltIn(string name)
    {
        using var stream = typeof(BankJson).Assembly.GetManifestResourceStream(name);
        if (stream is null) return null;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <param name="called">What it is to be, as sentences say it.</param>
    /// <param name="checks">What must hold of what was read; the first that does not is the sentence.</param>
    /// <exception cref="ProfileException">It is none; the sentence says where and what is wanted.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json, string called, Func<T, IEnumerable<(bool IsRight, string Sentence)>> checks) where T : class
    {
        T read;
        try
        {
            read = JsonSerializer.Deserialize<T>(json, Options) ?? throw new ProfileException($"The {called} is null.");
        }
        catch (JsonException wrong)
        {
            throw new ProfileException($"The {called} is wrong at {wrong.Path ?? "its beginning"}: {wrong.Message}", (int)(wrong.LineNumber ?? -1) + 1);
        }
        foreach (var (isRight, sentence) in checks(read))
        {
            if (!isRight) throw new ProfileException(sentence);
        }
        return read;
    }
}
