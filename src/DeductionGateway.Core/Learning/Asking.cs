namespace DeductionGateway.Core.Learning;

/// <summary>Collects the questions of one proposal and knows the answers given. At most three are asked; what more there is becomes a doubt that is shown.</summary>
internal sealed class Asking(IReadOnlyDictionary<string, string> answers)
{
    public const int Most = 3;

    private readonly List<Question> _questions = [];

    public IReadOnlyList<Question> Questions => _questions;

    /// <summary>Why each column is what it is.</summary>
    public List<string> Evidence { get; } = [];

    /// <summary>What is likely and not sure, and why no question was made of it.</summary>
    public List<string> Unsure { get; } = [];

    /// <summary>What an employer's words were found to mean in the tables before: their word → our code.</summary>
    public Dictionary<string, string> Meanings { get; } = new(StringComparer.Ordinal);

    public int Left => Most - _questions.Count;

    /// <summary>The answer given, else the proposed one, else the first choice, by which the proposal goes on until somebody answers.</summary>
    public string Ask(string id, string text, IReadOnlyList<Choice> choices, string? proposed, bool isFree = false)
    {
        var answer = answers.GetValueOrDefault(id);
        var standing = answer ?? proposed ?? choices[0].Value;
        if (_questions.Count < Most) _questions.Add(new Question(id, text, choices, proposed, answer, isFree));
        else Unsure.Add($"{text} Taken: {choices.FirstOrDefault(choice => choice.Value == standing)?.Text ?? standing}.");
        return standing;
    }
}
