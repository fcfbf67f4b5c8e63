namespace DeductionGateway.Core.Learning;

/// <summary>
/// Something that the file does not decide. <paramref name="Proposed"/> is one of the choices' values, or null where nothing speaks for one of
/// them. <paramref name="IsFree"/>: another text of the choices' form is an answer too.
/// </summary>
public sealed record Question(string Id, string Text, IReadOnlyList<Choice> Choices, string? Proposed, string? Answer, bool IsFree);

/// <summary>An answer and what it means, for a person.</summary>
public sealed record Choice(string Value, string Text);

/// <summary>
/// A profile in the keys of profiles.json, with what it rests on. <paramref name="Profile"/> values are texts, whole numbers, lists of texts, lists of
/// pairs, dictionaries of these, or lists of dictionaries; null where no table was found (<paramref name="Refusal"/> says why).
/// </summary>
public sealed record ProfileProposal(
    IReadOnlyDictionary<string, object>? Profile, IReadOnlyList<Question> Questions, IReadOnlyList<string> Evidence, IReadOnlyList<string> Unsure, string? Refusal)
{
    /// <summary>The file has columns of amounts that the profile does not read.</summary>
    public bool HasUnread { get; init; }

    public static ProfileProposal Refused(string why) => new(null, [], [], [], why);
}
