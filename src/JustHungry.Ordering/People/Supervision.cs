using System.Text.Json.Serialization;
using JustHungry.Ordering.Refusals;

namespace JustHungry.Ordering.People;

/// <summary>
/// An operator does something with the town's machinery: what is done happens outside the log, but who did it stands in it first.
/// </summary>
/// <param name="Act">One of <see cref="Supervision.Acts"/>.</param>
/// <param name="Subject">What it is done to, such as a replica's id; null: nothing in particular.</param>
public sealed record SuperviseTown(
    string Act,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Subject = null) : Command;

/// <summary>Something was done with the town's machinery.</summary>
/// <param name="Act">What.</param>
/// <param name="Subject">To what; may be empty.</param>
/// <param name="At">When.</param>
public sealed record ActNoted(string Act, string Subject, DateTimeOffset At) : DomainEvent;

/// <summary>Decides who may do something with the town's machinery. Reads no clock, store or network.</summary>
public static class Supervision
{
    private const int MaxSubject = 100;

    /// <summary>What can be done.</summary>
    public static readonly IReadOnlyList<string> Acts = ["hand_over", "remove_replica", "verify", "back_up", "raise_level"];

    /// <summary>Operators may, and who holds the cluster key; a subject is a short text that can be shown.</summary>
    /// <param name="command">What is to be done.</param>
    /// <param name="by">Who asks; null: who holds the cluster key.</param>
    /// <param name="now">When.</param>
    public static Verdict<ActNoted> Decide(SuperviseTown command, Caller? by, DateTimeOffset now)
    {
        if (by is { IsOperator: false })
        {
            return Staff.NotAllowed(by, "Only an operator may do that with the town.");
        }

        var subject = command.Subject ?? "";
        return !Acts.Contains(command.Act)
            ? new Refusal(Reason.MalformedRequest, $"Nothing is called {Words.Quoted(command.Act)} here.")
            : subject.Length > MaxSubject || !Words.CanBeShown(subject)
                ? new Refusal(Reason.ReplicaUnknown, "No replica of this town is called that.")
                : new ActNoted(command.Act, subject, now);
    }
}
