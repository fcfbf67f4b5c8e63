using System.Text.Json.Nodes;
using DeductionGateway.Banks.Register;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Snap;

namespace DeductionGateway.Banks.Inbound;

/// <summary>A request of a bank that is who it says it is.</summary>
/// <param name="ExternalId">X-EXTERNAL-ID.</param>
/// <param name="Day">Of its arrival, in Jakarta.</param>
internal sealed record SnapCall(Partner Partner, SnapService Service, string ExternalId, DateOnly Day, DateTimeOffset Arrived, string Signature, string SignedAt, byte[] Body);

/// <summary>What a request is answered with.</summary>
/// <param name="Detail">What the standard has in brackets behind its message; empty for none.</param>
/// <param name="Body">Beside code and message; empty for none.</param>
internal sealed record SnapReply(SnapAnswer Answer, string Detail, JsonObject Body)
{
    public SnapReply(SnapAnswer answer) : this(answer, "", [])
    {
    }

    /// <summary>What was answered the first time.</summary>
    public static SnapReply Again(JsonObject first) =>
        SnapAnswer.Parse((string)first["responseCode"]!) is { } code ? new SnapReply(code.Answer, "", Beside(first)) : throw new InvariantException("a kept answer has a response code");

    /// <summary>What stood beside code and message.</summary>
    public static JsonObject Beside(JsonObject answer)
    {
        var beside = answer.DeepClone().AsObject();
        beside.Remove("responseCode");
        beside.Remove("responseMessage");
        return beside;
    }

    /// <summary>The whole body: code and message first. A message has at most 150 characters.</summary>
    public JsonObject Whole(SnapService service)
    {
        const int longest = 150;
        var message = $"{Answer.Message} {Detail}".Trim();
        var whole = new JsonObject { ["responseCode"] = Answer.CodeOf(service), ["responseMessage"] = message.Length > longest ? message[..longest] : message };
        foreach (var (name, value) in Body) whole[name] = value?.DeepClone();
        return whole;
    }
}

/// <summary>Answers one service.</summary>
internal interface ISnapHandler
{
    SnapService Service { get; }

    /// <summary>By what a second request is the same as a first: what makes the movement it tells of one. Reads every field, so that what is wrong is said before anything is kept.</summary>
    /// <exception cref="SnapFault">A field is missing or wrong.</exception>
    string Subject(SnapFields fields);

    /// <summary>Does it. In the transaction that keeps request and answer.</summary>
    Task<SnapReply> Answer(Data.Tx tx, SnapCall call, SnapFields fields);

    /// <summary>The same external id came on the same day.</summary>
    /// <param name="isSame">With the same subject.</param>
    /// <param name="first">What the first was answered with.</param>
    SnapReply Repeat(SnapCall call, SnapFields fields, bool isSame, JsonObject first);
}
