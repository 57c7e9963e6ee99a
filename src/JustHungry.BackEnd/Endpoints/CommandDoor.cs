using System.Globalization;
using JustHungry.BackEnd.Store;
using JustHungry.BackEnd.WebServices;
using JustHungry.Ordering.Customers;
using JustHungry.Ordering.People;
using JustHungry.Ordering.Orders;
using JustHungry.Ordering.Refusals;
using JustHungry.Ordering.Restaurants;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Views;

namespace JustHungry.BackEnd.Endpoints;

/// <summary>
/// Where commands come in: read, given what must be looked up before a decision, handed to the replica, answered. Knows nothing of
/// HTTP, so that a simulated town goes through it too. Thread-safe.
/// </summary>
/// <param name="replica">Decides, if it is the primary.</param>
/// <param name="findPostcode">Says where a postcode lies; never fails.</param>
/// <param name="checkPasswords">Checks and hashes the passwords of those that have any; null: nobody does.</param>
public sealed class CommandDoor(
    Replica replica,
    Func<Postcode, CancellationToken, Task<PostcodeLookup>> findPostcode,
    Func<CommandSubmission, CancellationToken, ValueTask<CommandSubmission>>? checkPasswords = null)
{
    /// <summary>For whoever asked, and that may be anybody: why there is no room is for operators, in the town's picture.</summary>
    private static readonly byte[] NoRoom = Problem.ToBytes(new Refusal(
        Reason.StorageFull,
        "Nothing can be stored just now, so this was not carried out; ask again in a minute, with the same key. Operators see why in the town's picture."));

    /// <summary>Answers the body of <c>POST /inner/commands</c>.</summary>
    public async Task<DoorAnswer> Take(ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        var incoming = CommandReader.Read(body, out var refusal);
        if (refusal is not null)
        {
            return new DoorAnswer.Malformed(Problem.ToBytes(refusal));
        }
        if (!replica.IsPrimary)
        {
            return new DoorAnswer.NotPrimary(replica.Applied.View);
        }
        if (incoming.Any(command => command.Submission is CommandSubmission { Command: ICarryPassword })
            && !await replica.WaitForAnswered(cancel))
        {
            // The account may have changed in what was answered just now.
            return new DoorAnswer.Busy();
        }
        var submissions = new List<Submission>(incoming.Count);
        foreach (var command in incoming)
        {
            if (command.Submission is { } submission)
            {
                submissions.Add(await LookUp(submission, cancel));
            }
        }
        if (submissions.Count == 0)
        {
            return Written(replica.Applied, [.. incoming.Select(command => command.Answer)]);
        }
        return await replica.Submit(submissions) switch
        {
            SubmitResult.Answered answered => Written(answered.At, Merge(incoming, answered.Answers)),
            SubmitResult.Declined => new DoorAnswer.Declined(NoRoom),
            SubmitResult.NotPrimary other => new DoorAnswer.NotPrimary(other.View),
            _ => new DoorAnswer.Busy(),
        };
    }

    private async ValueTask<CommandSubmission> LookUp(CommandSubmission submission, CancellationToken cancel)
    {
        var asked = submission.Command switch
        {
            RegisterCustomer register => register.Postcode,
            ChangePerson change => change.Postcode,
            PlaceOrder order => order.OwnPostcode,
            _ => null,
        };
        if (asked is not null && Postcode.TryParse(asked, out var postcode, out _))
        {
            submission = submission with { Lookup = await findPostcode(postcode, cancel) };
        }
        if (submission.Command is PutRestaurant put)
        {
            return submission with { Restaurant = RestaurantDocument.Read(put.Document) };
        }
        return checkPasswords is null || submission.Command is not ICarryPassword
            ? submission
            : await checkPasswords(submission, cancel);
    }

    private static List<Answer?> Merge(IReadOnlyList<IncomingCommand> incoming, IReadOnlyList<Answer?> decided)
    {
        var next = 0;
        var answers = new List<Answer?>(incoming.Count);
        foreach (var command in incoming)
        {
            answers.Add(command.Submission is null ? command.Answer : decided[next++]);
        }
        return answers;
    }

    private static DoorAnswer.Answered Written(AppliedState at, IReadOnlyList<Answer?> answers)
    {
        var position = string.Create(CultureInfo.InvariantCulture, $"{at.Head.Lineage}:{at.Head.Position}");
        return new DoorAnswer.Answered(AnswerWriter.Write(position, at.View?.Number ?? 0, answers));
    }
}

/// <summary>What the door answers: a closed union.</summary>
public abstract record DoorAnswer
{
    private DoorAnswer() { }

    /// <summary>200 with the answers.</summary>
    public sealed record Answered(ReadOnlyMemory<byte> Body) : DoorAnswer;

    /// <summary>400 with a problem: the body as a whole cannot be read.</summary>
    public sealed record Malformed(ReadOnlyMemory<byte> Body) : DoorAnswer;

    /// <summary>507 with a problem for the customers: nothing was decided, for want of room.</summary>
    public sealed record Declined(ReadOnlyMemory<byte> Body) : DoorAnswer;

    /// <summary>421 with the view that this replica knows.</summary>
    public sealed record NotPrimary(View? View) : DoorAnswer;

    /// <summary>503: more waits here than is taken.</summary>
    public sealed record Busy : DoorAnswer;
}
