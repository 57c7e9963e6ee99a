namespace JustHungry.Client.Api;

/// <summary>What was decided: done, or refused. An outage is neither, and an exception.</summary>
internal abstract record Reply<T>
{
    private Reply(Answer answer) => Answer = answer;

    public Answer Answer { get; }

    public sealed record Done(T Value, Answer From) : Reply<T>(From);

    public sealed record Refused(Problem Problem, Answer From) : Reply<T>(From);
}
