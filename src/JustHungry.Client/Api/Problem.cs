using System.Text.Json;

namespace JustHungry.Client.Api;

/// <summary>A refusal in words: RFC 9457, as the front end sends it.</summary>
internal sealed record Problem(int Status, string Code, string Title, string Detail, IReadOnlyList<ProblemError> Errors)
{
    /// <summary>The document itself, for the fields that belong to one code only.</summary>
    public JsonElement Document { get; init; }

    public static Problem From(Answer answer)
    {
        var json = answer.Json ?? default;
        var type = json.Text("type");
        return new(
            answer.Status,
            type[(type.LastIndexOf('/') + 1)..],
            json.TextOrNull("title") ?? $"Refused ({answer.Status})",
            json.Text("detail"),
            [.. json.List("errors").Select(ProblemError.From)])
        {
            Document = json,
        };
    }

    /// <summary>What there is to say, a sentence an element: the single errors where there are any, else the detail.</summary>
    public IReadOnlyList<string> Sentences()
    {
        var errors = Errors.Select(error => error.Message).Where(words => words.Length > 0).Distinct().ToList();
        var coversDetail = errors.Count > 0 && Detail.StartsWith(errors[0], StringComparison.Ordinal);
        return Detail.Length == 0 || Detail == Title || coversDetail ? errors : [Detail, .. errors];
    }

    /// <summary>Title and all sentences, in one line for standard error.</summary>
    public string InOneLine()
    {
        var sentences = Sentences();
        return sentences.Count == 0 ? Title : $"{Title.TrimEnd('.', ':')}: {string.Join(' ', sentences)}";
    }
}

/// <summary>One of several reasons, and the place in the request that it is about.</summary>
internal sealed record ProblemError(string Path, string Code, string Message)
{
    public static ProblemError From(JsonElement json) =>
        new(json.Text("path"), json.Text("code"), json.TextOrNull("message") ?? json.Text("code"));
}
