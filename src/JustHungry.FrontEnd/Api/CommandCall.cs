using Microsoft.AspNetCore.Http;

namespace JustHungry.FrontEnd.Api;

/// <summary>A call that is one command: what comes from where. Immutable.</summary>
/// <param name="Type">The command's name, such as <c>signIn</c>.</param>
internal sealed record CommandCall(string Type)
{
    /// <summary>What the body must look like; null: the call has none.</summary>
    public JsonShape? Shape { get; init; }

    /// <summary>Most bytes of the body.</summary>
    public int MostBytes { get; init; } = RequestBody.MostBytes;

    /// <summary>The command where it stands in the address and not in a body.</summary>
    public Func<HttpContext, ReadOnlyMemory<byte>> Body { get; init; } = static _ => "{}"u8.ToArray();

    /// <summary>True where the body may be left away: it is then an empty object.</summary>
    public bool MayBeEmpty { get; init; }

    /// <summary>Makes the command of the body and of what stands in the address.</summary>
    public Func<HttpContext, ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> Complete { get; init; } = static (_, body) => body;

    /// <summary>True where a token is needed.</summary>
    public bool NeedsToken { get; init; }

    /// <summary>True where something secret is tried: those are limited for each address.</summary>
    public bool TriesSecret { get; init; }

    /// <summary>True where its decision may wait for something, so that it must not share a batch.</summary>
    public bool Alone { get; init; }

    /// <summary>Where what was made by it can be seen; null: nowhere.</summary>
    public string? Location { get; init; }
}
