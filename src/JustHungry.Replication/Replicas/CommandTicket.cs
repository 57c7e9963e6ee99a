using JustHungry.Replication.Views;

namespace JustHungry.Replication.Replicas;

/// <summary>What became of commands that were handed to a replica: a closed union.</summary>
public abstract record SubmitResult
{
    private SubmitResult() { }

    /// <summary>The replica was the primary; null where a command was not decided before it stopped being it: send that one again.</summary>
    /// <param name="At">The position that holds the last of the answers.</param>
    /// <param name="Answers">In the order of the commands.</param>
    public sealed record Answered(AppliedState At, IReadOnlyList<Answer?> Answers) : SubmitResult;

    /// <summary>The replica is not the primary, and nothing was decided.</summary>
    /// <param name="View">The view that it knows; null before the first.</param>
    public sealed record NotPrimary(View? View) : SubmitResult;

    /// <summary>There is no room for what would be decided; nothing was.</summary>
    /// <param name="Words">Why, for people.</param>
    public sealed record Declined(string Words) : SubmitResult;

    /// <summary>The primary has more waiting than it takes; nothing was decided.</summary>
    public sealed record Busy : SubmitResult;
}

/// <summary>Commands that came together and are answered together. Used on the replica's loop alone.</summary>
internal sealed class CommandTicket(IReadOnlyList<Submission> commands)
{
    private readonly Answer?[] _answers = new Answer?[commands.Count];
    private readonly TaskCompletionSource<SubmitResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _open = commands.Count;

    public Task<SubmitResult> Done => _done.Task;

    public IReadOnlyList<Submission> Commands => commands;

    public void Answer(int index, Answer answer, AppliedState at)
    {
        _answers[index] = answer;
        _open--;
        if (_open == 0)
        {
            _done.TrySetResult(new SubmitResult.Answered(at, _answers));
        }
    }

    /// <summary>Leaves what is open undecided.</summary>
    public void GiveUp(AppliedState at) =>
        _done.TrySetResult(_open == _answers.Length
            ? new SubmitResult.NotPrimary(at.View)
            : new SubmitResult.Answered(at, _answers));

    /// <summary>Says why nothing is decided; where some already was, the rest is left undecided.</summary>
    public void Decline(string words, AppliedState at) =>
        _done.TrySetResult(_open == _answers.Length
            ? new SubmitResult.Declined(words)
            : new SubmitResult.Answered(at, _answers));

    public void Refuse() => _done.TrySetResult(new SubmitResult.Busy());
}

/// <summary>One command that waits for its decision.</summary>
internal readonly record struct PendingCommand(CommandTicket Ticket, int Index)
{
    public Submission Submission => Ticket.Commands[Index];
}
